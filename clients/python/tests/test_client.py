"""Tests of the package against a server.

RRM_TEACHER_ADDRESS names one that serves the teacher RRM_TEACHER_NAME; RRM_TEACHER_GOLDENS a folder with images.u8, images of that teacher's size,
and representation.f32 and logits.f32, what it answers to them. The others need nothing.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from concurrent import futures
from pathlib import Path

import grpc
import numpy as np
import rrm_teacher
from rrm.v1 import teacher_pb2 as wire
from rrm.v1 import teacher_pb2_grpc

ADDRESS = os.environ.get("RRM_TEACHER_ADDRESS")
EXAMPLE = Path(__file__).parent.parent / "examples" / "represent_folder.py"


@unittest.skipUnless(ADDRESS, "RRM_TEACHER_ADDRESS names no server")
class ServerTests(unittest.TestCase):
    def setUp(self) -> None:
        self.service = rrm_teacher.connect(ADDRESS, client="python-tests")
        self.addCleanup(self.service.close)
        self.teacher = self.service.teacher(os.environ["RRM_TEACHER_NAME"])
        goldens = Path(os.environ["RRM_TEACHER_GOLDENS"])
        self.images = np.fromfile(goldens / "images.u8", np.uint8).reshape(-1, *self.teacher.input_shape)
        self.representation = np.fromfile(goldens / "representation.f32", "<f4").reshape(len(self.images), -1)
        self.logits = np.fromfile(goldens / "logits.f32", "<f4").reshape(len(self.images), -1)

    def test_bytes_and_floats_get_what_the_model_answers(self) -> None:
        # Many more than one request may have, so they are split.
        self.assertGreater(len(self.images), 3 * self.teacher.max_request_images)
        represented = self.teacher.represent(self.images)
        self.assertEqual(np.float32, represented.dtype)
        np.testing.assert_array_equal(self.representation, represented)
        np.testing.assert_array_equal(self.logits, self.teacher.logits(self.images))
        np.testing.assert_array_equal(self.representation, self.teacher.represent(self.images.astype(np.float32) / np.float32(255)))
        self.assertEqual((0, self.teacher.representation_width), self.teacher.represent(self.images[:0]).shape)

    def test_a_view_of_an_array_is_as_good_as_its_copy(self) -> None:
        turned = self.images[:20, :, ::-1, :].transpose(0, 1, 3, 2)
        np.testing.assert_array_equal(self.teacher.represent(turned.copy()), self.teacher.represent(turned))

    def test_teachers_are_listed_and_known_by_their_hash(self) -> None:
        self.assertIn(self.teacher.name, [teacher.name for teacher in self.service.teachers()])
        self.assertEqual(self.teacher, self.service.teacher(self.teacher.name, self.teacher.sha256.upper()))
        with self.assertRaisesRegex(rrm_teacher.TeacherChanged, self.teacher.sha256):
            self.service.teacher(self.teacher.name, "0" * 64)
        with self.assertRaises(rrm_teacher.TeacherError) as unknown:
            self.service.teacher("nobody")
        self.assertEqual(grpc.StatusCode.NOT_FOUND, unknown.exception.code)

    def test_what_is_no_batch_of_images_is_not_sent(self) -> None:
        with self.assertRaisesRegex(ValueError, "channels first"):
            self.teacher.represent(self.images.transpose(0, 2, 3, 1))
        with self.assertRaisesRegex(TypeError, "int64"):
            self.teacher.represent(self.images.astype(np.int64))

    def test_the_server_names_what_is_wrong_with_a_pixel(self) -> None:
        images = np.zeros((2, *self.teacher.input_shape), np.float32)
        images[1, 0, 0, 7] = np.nan
        with self.assertRaisesRegex(rrm_teacher.TeacherError, "Value 7 of image 1"):
            self.teacher.represent(images)

    @unittest.skipUnless(importlib.util.find_spec("PIL"), "no PIL; apt-get install python3-pil")
    def test_the_example_represents_a_folder(self) -> None:
        from PIL import Image

        with tempfile.TemporaryDirectory() as folder:
            for index, image in enumerate(self.images[:5]):
                Image.fromarray(image.transpose(1, 2, 0)).save(Path(folder, f"{index}.png"))
            out = Path(folder, "out.npy")
            said = subprocess.run(
                [sys.executable, str(EXAMPLE), ADDRESS, self.teacher.name, folder, str(out)],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                capture_output=True, text=True, timeout=60,
            )
            self.assertEqual((0, ""), (said.returncode, said.stderr))
            self.assertIn(f"5 pictures, {self.teacher.representation_width} numbers each", said.stdout)
            np.testing.assert_array_equal(self.representation[:5], np.load(out))
            self.assertEqual([f"{index}.png" for index in range(5)], out.with_suffix(".txt").read_text().split())


class Moody(teacher_pb2_grpc.TeacherServiceServicer):
    """A service that refuses as it is told, and then answers every image with its first value."""

    def __init__(self) -> None:
        self.refusals: list[tuple[grpc.StatusCode, str | None]] = []
        self.calls = 0
        self.metadata: dict[str, str] = {}
        self.answers = threading.Event()
        self.answers.set()
        self._gate = threading.Lock()

    def GetTeacher(self, request: wire.GetTeacherRequest, context: grpc.ServicerContext) -> wire.Teacher:
        return wire.Teacher(name=request.name, sha256="ab", input=wire.ImageShape(channels=1, height=1, width=2), representation_width=1, max_request_images=10)

    def Represent(self, request: wire.RepresentRequest, context: grpc.ServicerContext) -> wire.RepresentResponse:
        with self._gate:
            self.calls += 1
            self.metadata = dict(context.invocation_metadata())
            refusal = self.refusals.pop(0) if self.refusals else None
        if refusal:
            code, pushback = refusal
            if pushback is not None:
                context.set_trailing_metadata((("grpc-retry-pushback-ms", pushback),))
            context.abort(code, "not now")
        self.answers.wait(10)
        first = np.frombuffer(request.images.pixels, np.uint8)[::2].astype("<f4")
        return wire.RepresentResponse(teacher=request.teacher, sha256="ab", representation=first.tobytes(), count=len(first), representation_width=1)


class RetryTests(unittest.TestCase):
    def setUp(self) -> None:
        self.moody = Moody()
        server = grpc.server(futures.ThreadPoolExecutor(8))
        teacher_pb2_grpc.add_TeacherServiceServicer_to_server(self.moody, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(lambda: server.stop(0).wait())
        service = rrm_teacher.connect(f"127.0.0.1:{port}", token="secret", work="bulk")
        self.addCleanup(service.close)
        self.teacher = service.teacher("any")
        self.images = np.arange(200, dtype=np.uint8).reshape(-1, 1, 1, 2)
        self.addCleanup(self.moody.answers.set)

    def test_overload_and_absence_are_waited_out(self) -> None:
        self.moody.refusals = [
            (grpc.StatusCode.RESOURCE_EXHAUSTED, "300"), (grpc.StatusCode.UNAVAILABLE, None), (grpc.StatusCode.RESOURCE_EXHAUSTED, None), (grpc.StatusCode.UNAVAILABLE, "0"),
        ]
        start = time.monotonic()
        np.testing.assert_array_equal(self.images[:, 0, 0, :1].astype(np.float32), self.teacher.represent(self.images))
        # What the service wished for was waited for.
        self.assertGreaterEqual(time.monotonic() - start, 0.3)
        self.assertEqual(14, self.moody.calls)
        self.assertEqual(("Bearer secret", "bulk"), (self.moody.metadata["authorization"], self.moody.metadata["rrm-work"]))

    def test_other_refusals_and_those_that_ask_not_to_come_again_are_final(self) -> None:
        for code, pushback, kind in (
            (grpc.StatusCode.RESOURCE_EXHAUSTED, "-1", rrm_teacher.TeacherError),
            (grpc.StatusCode.PERMISSION_DENIED, None, rrm_teacher.TeacherError),
            (grpc.StatusCode.FAILED_PRECONDITION, None, rrm_teacher.TeacherChanged),
        ):
            self.moody.calls, self.moody.refusals = 0, [(code, pushback)]
            with self.assertRaisesRegex(kind, "not now") as refused:
                self.teacher.represent(self.images[:1])
            self.assertEqual((code, 1), (refused.exception.code, self.moody.calls))

    def test_the_timeout_is_for_everything_together(self) -> None:
        self.moody.refusals = [(grpc.StatusCode.UNAVAILABLE, "200")] * 1000
        start = time.monotonic()
        with self.assertRaises(rrm_teacher.TeacherError) as refused:
            self.teacher.represent(self.images, timeout=1.0)
        self.assertEqual(grpc.StatusCode.UNAVAILABLE, refused.exception.code)
        self.moody.refusals = []
        self.moody.answers.clear()
        with self.assertRaises(rrm_teacher.TeacherError) as late:
            self.teacher.represent(self.images, timeout=0.5)
        self.assertEqual(grpc.StatusCode.DEADLINE_EXCEEDED, late.exception.code)
        self.assertLess(time.monotonic() - start, 5)

    def test_a_token_does_not_travel_in_the_clear(self) -> None:
        with self.assertRaisesRegex(ValueError, "in the clear"):
            rrm_teacher.connect("teachers.example:50051", token="secret")


if __name__ == "__main__":
    unittest.main()
