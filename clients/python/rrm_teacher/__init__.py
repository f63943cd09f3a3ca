"""Representations of images from a frozen, adversarially trained teacher that an Rrm teacher service serves.

    service = rrm_teacher.connect("127.0.0.1:50051")
    teacher = service.teacher("resnet18")
    representations = teacher.represent(images)  # uint8 or float [N, C, H, W] -> float32 [N, D]

Everything else that the service can do is in the generated stubs, rrm.v1.teacher_pb2 and teacher_pb2_grpc.
"""

from __future__ import annotations

import random
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Iterator, Optional, Tuple, Union

import grpc
import numpy as np
from numpy.typing import NDArray
from rrm.v1 import teacher_pb2 as wire
from rrm.v1 import teacher_pb2_grpc

__all__ = ["connect", "Service", "Teacher", "TeacherError", "TeacherChanged"]

# Bytes of images in one message, and messages under way: enough to keep the server busy, few enough to be fair.
_MESSAGE_BYTES = 2 << 20
_IN_FLIGHT = 4

# Seconds.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0

_OPTIONS = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]

Metadata = Tuple[Tuple[str, str], ...]


class TeacherError(RuntimeError):
    """The service refused, or could not be reached in time. `code` is the gRPC status."""

    def __init__(self, code: grpc.StatusCode, detail: str) -> None:
        super().__init__(f"{code.name}: {detail}")
        self.code = code


class TeacherChanged(TeacherError):
    """The service has another network under this teacher's name."""


def connect(
    address: str,
    token: Optional[str] = None,
    tls: Union[bool, grpc.ChannelCredentials] = False,
    *,
    client: Optional[str] = None,
    work: str = "train",
) -> Service:
    """A teacher service. Nothing is sent yet.

    address: "host:port", "unix:/path.sock", or several hosts as "dns:///name:port".
    token: what the service's operator gave out; goes over TLS or a local connection only.
    tls: True for the system's certificate authorities, or grpc.ssl_channel_credentials(...) for your own and for a client certificate.
    client: a name for the service's fair shares and statistics, where there is no token.
    work: "train", "evaluate" or "bulk": how much the work weighs when the service is busy.
    """
    local = address.startswith(("unix:", "localhost:", "127.", "[::1]:"))
    if token is not None and not tls and not local:
        raise ValueError(f"A token would go to {address} in the clear. Use tls=True, or a unix: or loopback address.")
    if tls:
        credentials = grpc.ssl_channel_credentials() if tls is True else tls
        channel = grpc.secure_channel(address, credentials, _OPTIONS)
    else:
        channel = grpc.insecure_channel(address, _OPTIONS)
    entries = {"authorization": token and f"Bearer {token}", "rrm-client": client, "rrm-work": work}
    return Service(channel, tuple((key, value) for key, value in entries.items() if value))


class Service:
    """A connection to a teacher service; shared freely between threads. Close it, or use it in a with statement."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata = ()) -> None:
        self._channel = channel
        self._metadata = metadata
        self._stub = teacher_pb2_grpc.TeacherServiceStub(channel)

    def teachers(self, timeout: float = 30.0) -> list[Teacher]:
        """The teachers that are served."""
        reply = self._call(self._stub.ListTeachers, wire.ListTeachersRequest(), time.monotonic() + timeout)
        return [self._teacher(description) for description in reply.teachers]

    def teacher(self, name: str, sha256: Optional[str] = None, timeout: float = 30.0) -> Teacher:
        """A teacher, as it is served now. If the service ever has another network under this name, its answers are not taken for this one's:
        the call fails with TeacherChanged, as this one does when the teacher has not the sha256 that is asked for."""
        teacher = self._teacher(self._call(self._stub.GetTeacher, wire.GetTeacherRequest(name=name), time.monotonic() + timeout))
        if sha256 is not None and sha256.lower() != teacher.sha256:
            raise TeacherChanged(grpc.StatusCode.FAILED_PRECONDITION, f"Teacher '{name}' has sha256 {teacher.sha256}, not {sha256}.")
        return teacher

    def close(self) -> None:
        self._channel.close()

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _teacher(self, description: wire.Teacher) -> Teacher:
        shape = (description.input.channels, description.input.height, description.input.width)
        return Teacher(
            name=description.name,
            sha256=description.sha256,
            input_shape=shape,
            representation_width=description.representation_width,
            class_names=tuple(description.class_names),
            device=description.device,
            max_request_images=description.max_request_images,
            _service=self,
        )

    def _call(self, method: Any, request: Any, deadline: float, begun: Optional[grpc.Future] = None) -> Any:
        """The reply. Asks again, with pauses, where the service says that it may help: it is overloaded, starts, drains, or is away."""
        pause = _FIRST_PAUSE
        while True:
            call = begun if begun is not None else self._begin(method, request, deadline)
            try:
                return call.result()
            except grpc.RpcError as error:
                wished = _pushback(error)
                wait = pause * random.uniform(0.5, 1.0) if wished is None else wished
                if wait < 0 or not _may_help(error.code()) or time.monotonic() + wait >= deadline:
                    kind = TeacherChanged if error.code() == grpc.StatusCode.FAILED_PRECONDITION else TeacherError
                    raise kind(error.code(), error.details() or "") from error
            time.sleep(wait)
            pause, begun = min(2 * pause, _LONGEST_PAUSE), None

    def _begin(self, method: Any, request: Any, deadline: float) -> Any:
        return method.future(request, timeout=max(0.001, deadline - time.monotonic()), metadata=self._metadata)


@dataclass(frozen=True)
class Teacher:
    """A teacher of a service."""

    name: str
    sha256: str
    """Hex SHA-256 of the network: every request names it."""
    input_shape: tuple[int, int, int]
    """Channels, height, width."""
    representation_width: int
    class_names: tuple[str, ...]
    device: str
    """What really computes: "cpu" or "cuda"."""
    max_request_images: int
    _service: Service = field(repr=False)

    @property
    def classes(self) -> int:
        return len(self.class_names)

    def represent(self, images: NDArray[Any], timeout: float = 60.0) -> NDArray[np.float32]:
        """Representations, [N, representation_width], of images [N, C, H, W]: uint8, or floats in [0, 1].

        Any number of images; they travel in messages of a size that suits the service. The timeout, in seconds, is for all of them together.
        """
        return self._outputs(images, timeout, "representation", self.representation_width)

    def logits(self, images: NDArray[Any], timeout: float = 60.0) -> NDArray[np.float32]:
        """Logits, [N, classes], of images as represent takes them."""
        return self._outputs(images, timeout, "logits", self.classes)

    def _outputs(self, images: NDArray[Any], timeout: float, output: str, width: int) -> NDArray[np.float32]:
        images = self._checked(images)
        deadline = time.monotonic() + timeout
        result = np.empty((len(images), width), np.float32)
        under_way: deque[tuple[int, wire.RepresentRequest, Any]] = deque()

        def finish() -> None:
            first, request, call = under_way.popleft()
            reply = self._service._call(self._service._stub.Represent, request, deadline, call)
            rows = np.frombuffer(getattr(reply, output), "<f4").reshape(-1, width)
            result[first : first + len(rows)] = rows

        try:
            for first, request in self._requests(images, output):
                if len(under_way) == _IN_FLIGHT:
                    finish()
                under_way.append((first, request, self._service._begin(self._service._stub.Represent, request, deadline)))
            while under_way:
                finish()
        finally:
            # After a failure nobody waits for the others.
            for _, _, call in under_way:
                call.cancel()
        return result

    def _requests(self, images: NDArray[Any], output: str) -> Iterator[tuple[int, wire.RepresentRequest]]:
        channels, height, width = self.input_shape
        step = max(1, min(self.max_request_images, _MESSAGE_BYTES // (images.itemsize * channels * height * width)))
        for first in range(0, len(images), step):
            part = images[first : first + step]
            request = wire.RepresentRequest(teacher=self.name, sha256=self.sha256)
            setattr(request, output, True)
            request.images.count = len(part)
            request.images.shape.channels, request.images.shape.height, request.images.shape.width = channels, height, width
            request.images.format = wire.PIXEL_FORMAT_UINT8 if part.dtype == np.uint8 else wire.PIXEL_FORMAT_FLOAT32
            request.images.pixels = part.tobytes()
            yield first, request

    def _checked(self, images: NDArray[Any]) -> NDArray[Any]:
        if images.ndim != 4 or images.shape[1:] != self.input_shape:
            raise ValueError(
                f"images have shape {images.shape}; teacher '{self.name}' takes (N, {', '.join(map(str, self.input_shape))}):"
                " channels first, in the teacher's size."
            )
        if images.dtype == np.uint8:
            return images
        if not np.issubdtype(images.dtype, np.floating):
            raise TypeError(f"images are {images.dtype}; expected uint8, or floats in [0, 1].")
        return images.astype("<f4", copy=False)


def _may_help(code: grpc.StatusCode) -> bool:
    return code in (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE)


def _pushback(error: Any) -> Optional[float]:
    """Seconds that the service asks to wait; negative when it asks not to come again, None when it says nothing."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-retry-pushback-ms":
            try:
                return int(value) / 1000
            except ValueError:
                return -1.0
    return None
