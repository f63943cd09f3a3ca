"""Triton's own Python client, as its users use it. PYTHONPATH has the folder with its package, tritonclient."""

import os
import queue
import unittest
from pathlib import Path

import numpy as np
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

GOLDENS = Path(os.environ["RRM_TEACHER_GOLDENS"])
NAME = os.environ["RRM_TEACHER_NAME"]
IMAGES = np.fromfile(GOLDENS / "images.u8", np.uint8).reshape(-1, 3, 32, 32)
REPRESENTATION = np.fromfile(GOLDENS / "representation.f32", "<f4").reshape(len(IMAGES), -1)
LOGITS = np.fromfile(GOLDENS / "logits.f32", "<f4").reshape(len(IMAGES), -1)


def input_of(images, datatype="UINT8"):
    tensor = triton.InferInput("images", list(images.shape), datatype)
    tensor.set_data_from_numpy(images)
    return [tensor]


class TritonClient(unittest.TestCase):
    def setUp(self):
        self.client = triton.InferenceServerClient(os.environ["RRM_TEACHER_ADDRESS"])
        self.addCleanup(self.client.close)

    def test_server_and_models_are_described(self):
        self.assertTrue(self.client.is_server_live())
        self.assertTrue(self.client.is_server_ready())
        self.assertTrue(self.client.is_model_ready(NAME))
        self.assertTrue(self.client.is_model_ready(NAME, self.client.get_model_metadata(NAME).versions[0]))
        self.assertFalse(self.client.is_model_ready("nobody"))
        self.assertIn("model_configuration", self.client.get_server_metadata().extensions)
        self.assertEqual("images", self.client.get_model_metadata(NAME, as_json=True)["inputs"][0]["name"])
        config = self.client.get_model_config(NAME).config
        self.assertEqual((24, [3, 32, 32], "dynamic_batching"), (config.max_batch_size, list(config.input[0].dims), config.WhichOneof("scheduling_choice")))
        self.assertEqual([(NAME, "READY")], [(model.name, model.state) for model in self.client.get_model_repository_index().models])

    def test_infer(self):
        images = IMAGES[:8]
        for compression in (None, "gzip", "deflate"):
            result = self.client.infer(NAME, input_of(images), request_id="7", client_timeout=10, compression_algorithm=compression)
            self.assertEqual("7", result.get_response().id)
            np.testing.assert_array_equal(REPRESENTATION[:8], result.as_numpy("representation"))
            np.testing.assert_array_equal(LOGITS[:8], result.as_numpy("logits"))
        floats = self.client.infer(NAME, input_of(images.astype(np.float32) / np.float32(255), "FP32"))
        np.testing.assert_array_equal(LOGITS[:8], floats.as_numpy("logits"))
        wanted = [triton.InferRequestedOutput("logits")]
        half = self.client.infer(
            NAME, input_of(images), outputs=wanted, priority=1, timeout=5_000_000,
            parameters={"teacher.dtype": "FP16", "teacher.sha256": os.environ["RRM_TEACHER_SHA256"]})
        np.testing.assert_array_equal(LOGITS[:8].astype(np.float16), half.as_numpy("logits"))
        self.assertIsNone(half.as_numpy("representation"))
        answered = queue.Queue()
        self.client.async_infer(NAME, input_of(images), lambda result, error: answered.put((result, error)))
        result, error = answered.get(timeout=10)
        self.assertIsNone(error)
        np.testing.assert_array_equal(REPRESENTATION[:8], result.as_numpy("representation"))

    def test_misuse(self):
        with self.assertRaises(InferenceServerException) as refused:
            self.client.infer("nobody", input_of(IMAGES[:1]))
        self.assertEqual("StatusCode.NOT_FOUND", refused.exception.status())
        with self.assertRaises(InferenceServerException) as refused:
            self.client.infer(NAME, input_of(IMAGES[:1].astype(np.int64), "INT64"))
        self.assertEqual("StatusCode.INVALID_ARGUMENT", refused.exception.status())
        with self.assertRaises(InferenceServerException) as refused:
            self.client.load_model(NAME)
        self.assertEqual("StatusCode.UNIMPLEMENTED", refused.exception.status())

    def test_stream(self):
        answers = queue.Queue()
        self.client.start_stream(lambda result, error: answers.put((result, error)))
        for index in range(40):
            images = IMAGES[index : index + 1]
            values = input_of(images.astype(np.int64), "INT64") if index == 20 else input_of(images)
            self.client.async_stream_infer(NAME, values, request_id=str(index))
        for index in range(40):
            result, error = answers.get(timeout=20)
            if index == 20:
                self.assertIn("INT64", str(error))
                continue
            self.assertIsNone(error)
            self.assertEqual(str(index), result.get_response().id)
            np.testing.assert_array_equal(REPRESENTATION[index : index + 1], result.as_numpy("representation"))
        self.client.stop_stream()

    def test_stream_that_ends_at_a_refusal(self):
        answers = queue.Queue()
        self.client.start_stream(lambda result, error: answers.put((result, error)), headers={"triton_grpc_error": "true"})
        self.client.async_stream_infer(NAME, input_of(IMAGES[:1]))
        result, error = answers.get(timeout=20)
        self.assertIsNone(error)
        self.client.async_stream_infer("nobody", input_of(IMAGES[:1]))
        _, error = answers.get(timeout=20)
        self.assertEqual("StatusCode.NOT_FOUND", error.status())
        self.client.stop_stream()

    def test_statistics_count(self):
        before = self.client.get_inference_statistics(NAME).model_stats[0]
        self.client.infer(NAME, input_of(IMAGES[:5]))
        after = self.client.get_inference_statistics(NAME).model_stats[0]
        self.assertEqual(5, after.inference_count - before.inference_count)
        self.assertGreater(after.inference_stats.success.ns, before.inference_stats.success.ns)


if __name__ == "__main__":
    unittest.main()
