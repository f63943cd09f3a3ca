from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
FLOAT_FORMAT_FLOAT16: FloatFormat
FLOAT_FORMAT_FLOAT32: FloatFormat
FLOAT_FORMAT_UNSPECIFIED: FloatFormat
PIXEL_FORMAT_FLOAT32: PixelFormat
PIXEL_FORMAT_UINT8: PixelFormat
PIXEL_FORMAT_UNSPECIFIED: PixelFormat

class GetTeacherRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ImageBatch(_message.Message):
    __slots__ = ["count", "format", "pixels", "shape"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    PIXELS_FIELD_NUMBER: _ClassVar[int]
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    count: int
    format: PixelFormat
    pixels: bytes
    shape: ImageShape
    def __init__(self, count: _Optional[int] = ..., shape: _Optional[_Union[ImageShape, _Mapping]] = ..., format: _Optional[_Union[PixelFormat, str]] = ..., pixels: _Optional[bytes] = ...) -> None: ...

class ImageReferences(_message.Message):
    __slots__ = ["augmentation", "data_set", "epoch", "first_image_crc32", "indices", "seed", "views"]
    AUGMENTATION_FIELD_NUMBER: _ClassVar[int]
    DATA_SET_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    FIRST_IMAGE_CRC32_FIELD_NUMBER: _ClassVar[int]
    INDICES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    augmentation: str
    data_set: str
    epoch: int
    first_image_crc32: int
    indices: _containers.RepeatedScalarFieldContainer[int]
    seed: int
    views: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, data_set: _Optional[str] = ..., indices: _Optional[_Iterable[int]] = ..., augmentation: _Optional[str] = ..., views: _Optional[_Iterable[int]] = ..., seed: _Optional[int] = ..., epoch: _Optional[int] = ..., first_image_crc32: _Optional[int] = ...) -> None: ...

class ImageShape(_message.Message):
    __slots__ = ["channels", "height", "width"]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    channels: int
    height: int
    width: int
    def __init__(self, channels: _Optional[int] = ..., height: _Optional[int] = ..., width: _Optional[int] = ...) -> None: ...

class ListTeachersRequest(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class ListTeachersResponse(_message.Message):
    __slots__ = ["teachers"]
    TEACHERS_FIELD_NUMBER: _ClassVar[int]
    teachers: _containers.RepeatedCompositeFieldContainer[Teacher]
    def __init__(self, teachers: _Optional[_Iterable[_Union[Teacher, _Mapping]]] = ...) -> None: ...

class RepresentRequest(_message.Message):
    __slots__ = ["format", "images", "logits", "references", "representation", "sha256", "teacher", "version"]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    IMAGES_FIELD_NUMBER: _ClassVar[int]
    LOGITS_FIELD_NUMBER: _ClassVar[int]
    REFERENCES_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATION_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    TEACHER_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    format: FloatFormat
    images: ImageBatch
    logits: bool
    references: ImageReferences
    representation: bool
    sha256: str
    teacher: str
    version: str
    def __init__(self, teacher: _Optional[str] = ..., sha256: _Optional[str] = ..., images: _Optional[_Union[ImageBatch, _Mapping]] = ..., representation: bool = ..., logits: bool = ..., format: _Optional[_Union[FloatFormat, str]] = ..., references: _Optional[_Union[ImageReferences, _Mapping]] = ..., version: _Optional[str] = ...) -> None: ...

class RepresentResponse(_message.Message):
    __slots__ = ["classes", "count", "format", "logits", "representation", "representation_width", "sha256", "teacher"]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    LOGITS_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATION_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATION_WIDTH_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    TEACHER_FIELD_NUMBER: _ClassVar[int]
    classes: int
    count: int
    format: FloatFormat
    logits: bytes
    representation: bytes
    representation_width: int
    sha256: str
    teacher: str
    def __init__(self, teacher: _Optional[str] = ..., sha256: _Optional[str] = ..., representation: _Optional[bytes] = ..., logits: _Optional[bytes] = ..., count: _Optional[int] = ..., representation_width: _Optional[int] = ..., classes: _Optional[int] = ..., format: _Optional[_Union[FloatFormat, str]] = ...) -> None: ...

class RepresentStreamRequest(_message.Message):
    __slots__ = ["request", "request_id"]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request: RepresentRequest
    request_id: int
    def __init__(self, request_id: _Optional[int] = ..., request: _Optional[_Union[RepresentRequest, _Mapping]] = ...) -> None: ...

class RepresentStreamResponse(_message.Message):
    __slots__ = ["error", "request_id", "response"]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    error: StreamError
    request_id: int
    response: RepresentResponse
    def __init__(self, request_id: _Optional[int] = ..., response: _Optional[_Union[RepresentResponse, _Mapping]] = ..., error: _Optional[_Union[StreamError, _Mapping]] = ...) -> None: ...

class StreamError(_message.Message):
    __slots__ = ["code", "message"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    code: int
    message: str
    def __init__(self, code: _Optional[int] = ..., message: _Optional[str] = ...) -> None: ...

class Teacher(_message.Message):
    __slots__ = ["architecture", "class_names", "classes", "device", "device_reason", "devices", "input", "max_batch_size", "max_request_images", "name", "precision", "representation_width", "sha256", "temperature", "threat_model", "version"]
    ARCHITECTURE_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    CLASS_NAMES_FIELD_NUMBER: _ClassVar[int]
    DEVICES_FIELD_NUMBER: _ClassVar[int]
    DEVICE_FIELD_NUMBER: _ClassVar[int]
    DEVICE_REASON_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    MAX_BATCH_SIZE_FIELD_NUMBER: _ClassVar[int]
    MAX_REQUEST_IMAGES_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PRECISION_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATION_WIDTH_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    THREAT_MODEL_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    architecture: str
    class_names: _containers.RepeatedScalarFieldContainer[str]
    classes: int
    device: str
    device_reason: str
    devices: _containers.RepeatedScalarFieldContainer[str]
    input: ImageShape
    max_batch_size: int
    max_request_images: int
    name: str
    precision: str
    representation_width: int
    sha256: str
    temperature: float
    threat_model: ThreatModel
    version: str
    def __init__(self, name: _Optional[str] = ..., sha256: _Optional[str] = ..., architecture: _Optional[str] = ..., input: _Optional[_Union[ImageShape, _Mapping]] = ..., representation_width: _Optional[int] = ..., classes: _Optional[int] = ..., class_names: _Optional[_Iterable[str]] = ..., threat_model: _Optional[_Union[ThreatModel, _Mapping]] = ..., device: _Optional[str] = ..., max_batch_size: _Optional[int] = ..., max_request_images: _Optional[int] = ..., device_reason: _Optional[str] = ..., version: _Optional[str] = ..., precision: _Optional[str] = ..., temperature: _Optional[float] = ..., devices: _Optional[_Iterable[str]] = ...) -> None: ...

class ThreatModel(_message.Message):
    __slots__ = ["epsilon", "norm"]
    EPSILON_FIELD_NUMBER: _ClassVar[int]
    NORM_FIELD_NUMBER: _ClassVar[int]
    epsilon: float
    norm: str
    def __init__(self, norm: _Optional[str] = ..., epsilon: _Optional[float] = ...) -> None: ...

class PixelFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class FloatFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
