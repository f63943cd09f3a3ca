"""Speaks the Open Inference Protocol with stubs made from this repository's schema, call by call and field by field as Triton's Python client does:
unary calls with raw contents, its parameters, its compression, its deadline, and a stream that is fed from a queue by another thread."""

import os
import queue
import threading
import unittest
from pathlib import Path

import grpc
import grpc_service_pb2 as wire
import numpy as np

GOLDENS = Path(os.environ["RRM_TEACHER_GOLDENS"])
NAME = os.environ["RRM_TEACHER_NAME"]
IMAGES = np.fromfile(GOLDENS / "images.u8", np.uint8).reshape(-1, 3, 32, 32)
REPRESENTATION = np.fromfile(GOLDENS / "representation.f32", "<f4").reshape(len(IMAGES), -1)
LOGITS = np.fromfile(GOLDENS / "logits.f32", "<f4").reshape(len(IMAGES), -1)
DTYPES = {"FP32": np.dtype("<f4"), "FP16": np.dtype("<f2")}


class Stub:
    """Every method of the service, under its name."""

    def __init__(self, channel):
        for method in wire.DESCRIPTOR.services_by_name["GRPCInferenceService"].methods:
            kind = channel.stream_stream if method.name == "ModelStreamInfer" else channel.unary_unary
            answer = getattr(wire, method.output_type.name)
            setattr(self, method.name, kind(
                f"/{method.containing_service.full_name}/{method.name}",
                request_serializer=lambda request: request.SerializeToString(), response_deserializer=answer.FromString))


def request_for(images, datatype="UINT8", outputs=(), request_id="", parameters=None):
    request = wire.ModelInferRequest(model_name=NAME, model_version="", id=request_id)
    request.inputs.add(name="images", datatype=datatype).shape.extend(images.shape)
    request.raw_input_contents.append(images.tobytes())
    for output in outputs:
        request.outputs.add(name=output)
    # What its callers pass as priority, timeout and parameters.
    request.parameters["priority"].uint64_param = 1
    request.parameters["timeout"].int64_param = 5_000_000
    for key, value in (parameters or {}).items():
        request.parameters[key].string_param = value
    return request


def as_numpy(response, name):
    for output, raw in zip(response.outputs, response.raw_output_contents):
        if output.name == name:
            return np.frombuffer(raw, DTYPES[output.datatype]).reshape(list(output.shape))
    return None


class OpenInference(unittest.TestCase):
    def setUp(self):
        # Triton's client sets no limits but the largest, and keep-alive that never fires.
        channel = grpc.insecure_channel(os.environ["RRM_TEACHER_ADDRESS"], [
            ("grpc.max_send_message_length", 2**31 - 1), ("grpc.max_receive_message_length", 2**31 - 1),
            ("grpc.keepalive_time_ms", 2**31 - 1), ("grpc.keepalive_timeout_ms", 20_000),
            ("grpc.keepalive_permit_without_calls", False), ("grpc.http2.max_pings_without_data", 2)])
        self.addCleanup(channel.close)
        self.stub = Stub(channel)

    def test_server_and_models_are_described(self):
        self.assertTrue(self.stub.ServerLive(wire.ServerLiveRequest(), timeout=10).live)
        self.assertTrue(self.stub.ServerReady(wire.ServerReadyRequest(), timeout=10).ready)
        self.assertTrue(self.stub.ModelReady(wire.ModelReadyRequest(name=NAME, version=""), timeout=10).ready)
        self.assertFalse(self.stub.ModelReady(wire.ModelReadyRequest(name="nobody"), timeout=10).ready)
        self.assertIn("statistics", self.stub.ServerMetadata(wire.ServerMetadataRequest(), timeout=10).extensions)
        metadata = self.stub.ModelMetadata(wire.ModelMetadataRequest(name=NAME), timeout=10)
        self.assertEqual([("images", "UINT8", [-1, 3, 32, 32])], [(tensor.name, tensor.datatype, list(tensor.shape)) for tensor in metadata.inputs])
        self.assertEqual(["representation", "logits"], [tensor.name for tensor in metadata.outputs])
        self.assertEqual(os.environ["RRM_TEACHER_SHA256"], metadata.properties["teacher.sha256"])
        self.assertEqual(24, self.stub.ModelConfig(wire.ModelConfigRequest(name=NAME), timeout=10).config.max_batch_size)
        self.assertEqual([NAME], [model.name for model in self.stub.RepositoryIndex(wire.RepositoryIndexRequest(), timeout=10).models])

    def test_infer(self):
        images = IMAGES[:8]
        floats = images.astype(np.float32) / np.float32(255)
        for datatype, values in (("UINT8", images), ("FP32", floats)):
            for compression in (grpc.Compression.NoCompression, grpc.Compression.Gzip, grpc.Compression.Deflate):
                response = self.stub.ModelInfer(request_for(values, datatype, request_id="7"), timeout=10, compression=compression)
                self.assertEqual((NAME, "7"), (response.model_name, response.id))
                np.testing.assert_array_equal(REPRESENTATION[:8], as_numpy(response, "representation"))
                np.testing.assert_array_equal(LOGITS[:8], as_numpy(response, "logits"))
        half = self.stub.ModelInfer(request_for(images, outputs=["logits"], parameters={"teacher.dtype": "FP16"}), timeout=10)
        np.testing.assert_array_equal(LOGITS[:8].astype(np.float16), as_numpy(half, "logits"))
        self.assertIsNone(as_numpy(half, "representation"))

    def test_misuse(self):
        for code, request in (
            (grpc.StatusCode.INVALID_ARGUMENT, request_for(IMAGES[:2], "BYTES")),
            (grpc.StatusCode.INVALID_ARGUMENT, request_for(IMAGES)),
            (grpc.StatusCode.FAILED_PRECONDITION, request_for(IMAGES[:2], parameters={"teacher.sha256": "0" * 64})),
        ):
            with self.assertRaises(grpc.RpcError) as refused:
                self.stub.ModelInfer(request, timeout=10)
            self.assertEqual(code, refused.exception.code())
            self.assertNotEqual("", refused.exception.details())

    def test_stream(self):
        requests, answers = queue.Queue(), queue.Queue()
        responses = self.stub.ModelStreamInfer(iter(requests.get, None))
        reader = threading.Thread(target=lambda: [answers.put(response) for response in responses])
        reader.start()
        for index in range(40):
            requests.put(request_for(IMAGES[index : index + 1], "BYTES" if index == 20 else "UINT8", request_id=str(index)))
        requests.put(None)
        reader.join(30)
        self.assertFalse(reader.is_alive())
        for index in range(40):
            answer = answers.get_nowait()
            self.assertEqual(str(index), answer.infer_response.id)
            if index == 20:
                self.assertIn("BYTES", answer.error_message)
            else:
                np.testing.assert_array_equal(REPRESENTATION[index : index + 1], as_numpy(answer.infer_response, "representation"))


if __name__ == "__main__":
    unittest.main()
