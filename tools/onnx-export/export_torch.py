#!/usr/bin/env python3
"""Exports a PyTorch classifier as a teacher folder (model.onnx and teacher.json) that the service and `rrm train rrm --teacher` load.

Example:
  export_torch.py torchvision.models:resnet18 --weights resnet18.pth --representation fc:input --input 3x224x224 \\
      --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --classes imagenet.txt --out models/resnet18

The network is made by your factory, which is code that runs. Weights are data: nothing in their file is executed. Needs torch, and the .NET SDK
to read .pt files and to compare the teacher's answers in ONNX Runtime with the network's.
"""
import argparse
import contextlib
import difflib
import hashlib
import importlib
import importlib.util
import inspect
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import torch

MODEL, MANIFEST = "model.onnx", "teacher.json"
OUTPUTS = ["representation", "logits"]
SAFETENSORS_TYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
    "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool,
}


class Refusal(Exception):
    """A problem that the user can mend, as one sentence."""


class Teacher(torch.nn.Module):
    """Pixels [N,C,H,W] in [0,1] to the representation [N,D] and the logits [N,K]: clamp, normalisation, and the tapped network."""

    def __init__(self, network, tap, mean, std):
        super().__init__()
        self.network = network
        self.register_buffer("mean", torch.tensor(mean).view(1, -1, 1, 1))
        self.register_buffer("std", torch.tensor(std).view(1, -1, 1, 1))
        self.widths = None
        self.tapped = []
        name, _, side = tap.partition(":")
        modules = dict(network.named_modules())
        if name not in modules or side not in ("", "input", "output"):
            near = difflib.get_close_matches(name, modules, n=5, cutoff=0.4)
            raise Refusal(f"--representation is '{tap}'; expected MODULE, MODULE:output or MODULE:input with a name of network.named_modules(){', as ' if near else ''}{', '.join(near)}.")
        modules[name].register_forward_hook(lambda _, inputs, output: self.tapped.append(inputs[0] if side == "input" else output))

    def forward(self, images):
        self.tapped.clear()
        logits = self.network((images.clamp(0, 1) - self.mean) / self.std)
        if len(self.tapped) != 1 or not isinstance(self.tapped[0], torch.Tensor):
            raise Refusal(f"the module of --representation ran {len(self.tapped)} times on an image; expected once, with one tensor.")
        answers = self.tapped[0].flatten(1), logits
        if self.widths is None:
            if any(answer.dim() != 2 for answer in answers):
                raise Refusal(f"the network gives logits of shape {list(logits.shape)}; expected [N, classes].")
            self.widths = [answer.shape[1] for answer in answers]
        # Constant widths, so that the graph states them and only the batch is symbolic.
        return tuple(answer.reshape(-1, width) for answer, width in zip(answers, self.widths))


def make_network(factory, arguments):
    """Calls package.module:function or file.py:function, which gives a torch.nn.Module."""
    where, _, function = factory.rpartition(":")
    if not where:
        raise Refusal(f"FACTORY is '{factory}'; expected package.module:function or file.py:function.")
    if where.endswith(".py"):
        spec = importlib.util.spec_from_file_location(Path(where).stem, where)
        if not Path(where).is_file():
            raise Refusal(f"no file at '{where}'.")
        module = importlib.util.module_from_spec(spec)
        sys.path.insert(0, str(Path(where).resolve().parent))
        spec.loader.exec_module(module)
    else:
        module = importlib.import_module(where)
    if not callable(getattr(module, function, None)):
        raise Refusal(f"'{where}' has no function '{function}'.")
    network = getattr(module, function)(*arguments if isinstance(arguments, list) else (), **arguments if isinstance(arguments, dict) else {})
    if not isinstance(network, torch.nn.Module):
        raise Refusal(f"'{factory}' gave a {type(network).__name__}; expected a torch.nn.Module.")
    return network


def read_safetensors(path):
    try:
        return parse_safetensors(path)
    except (ValueError, KeyError, RuntimeError) as problem:
        raise Refusal(f"'{path}' is not a readable safetensors file: {problem}.")


def parse_safetensors(path):
    data = Path(path).read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    body = bytearray(data[8 + length:])
    tensors = {}
    for name, entry in header.items():
        kind, (begin, end) = SAFETENSORS_TYPES[entry["dtype"]], entry["data_offsets"]
        tensors[name] = torch.frombuffer(body, dtype=torch.uint8)[begin:end].clone().view(kind).reshape(entry["shape"]) if end > begin else torch.zeros(entry["shape"], dtype=kind)
    return tensors


def write_safetensors(path, tensors):
    header, offset = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + tensor.numel() * 4]}
        offset += tensor.numel() * 4
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(len(text).to_bytes(8, "little") + text + b"".join(raw_bytes(tensor) for tensor in tensors.values()))


def read_weights(path, program):
    """The state_dict in a file, by the names in it. A file of torch.save is read by onnx-export, which executes nothing, and not by torch.load."""
    if not Path(path).is_file():
        raise Refusal(f"no file at '{path}'.")
    if path.endswith(".safetensors"):
        return read_safetensors(path)
    with tempfile.TemporaryDirectory() as scratch:
        tensors = os.path.join(scratch, "weights.safetensors")
        onnx_export(program, "tensors", path, "--out", tensors)
        return read_safetensors(tensors)


def onnx_export(program, *arguments):
    """What the .NET program beside this script says; its refusals are ours."""
    try:
        done = subprocess.run([*program, *arguments], capture_output=True, text=True)
    except FileNotFoundError:
        raise Refusal(f"'{program[0]}' is not there to run 'onnx-export {arguments[0]}'. Install the .NET SDK, or name a built onnx-export with --onnx-export.")
    if done.returncode != 0:
        raise Refusal((done.stderr or done.stdout).strip().removeprefix("onnx-export: "))
    return done.stdout.strip()


def load_weights(network, saved):
    """Names are matched as `rrm import` does: exactly, else without the names of wrappers around the network."""
    known, found, extra = network.state_dict(), {}, []
    for name, tensor in saved.items():
        ours = name
        while ours not in known and (wrapper := next((w for w in ("module.", "model.", "net.", "_orig_mod.") if ours.startswith(w)), None)):
            ours = ours[len(wrapper):]
        if ours in known:
            if ours in found:
                raise Refusal(f"two tensors of the weights mean '{ours}'.")
            found[ours] = tensor
        elif not {"attacker", "normalizer", "normalize"} & set(name.split(".")):
            extra.append(name)
    problems = [f"{name} is missing" for name in known if name not in found and not name.endswith("num_batches_tracked")]
    problems += [f"{name} is not in the network" for name in extra]
    problems += [f"{name} is {list(found[name].shape)}, {list(known[name].shape)} was expected" for name in found if found[name].shape != known[name].shape]
    if problems:
        raise Refusal(f"the weights do not fit the factory's network: {'; '.join(problems[:12])}{f'; and {len(problems) - 12} more' if len(problems) > 12 else ''}.")
    network.load_state_dict(found, strict=False)


def constants_of(saved):
    """Mean and standard deviation that the robustness library keeps beside the network; None where it does not."""
    found = [next((tensor for name, tensor in saved.items() if name.endswith(f"normalizer.{key}")), None) for key in ("new_mean", "new_std")]
    if any(tensor is None for tensor in found):
        return None, None
    # The shortest number that is the same float32: 0.4914 rather than 0.4914000034.
    return [[float(str(value)) for value in tensor.float().flatten().numpy()] for tensor in found]


def raw_bytes(tensor):
    tensor = tensor.detach().cpu().contiguous()
    return (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()


def parameters_sha256(network):
    """SHA-256 over 'name [sizes]' and the little-endian row-major bytes of every entry of the state_dict, in its order."""
    digest = hashlib.sha256()
    for name, tensor in network.state_dict().items():
        digest.update(f"{name} [{', '.join(map(str, tensor.shape))}]".encode())
        digest.update(raw_bytes(tensor))
    return digest.hexdigest()


def file_sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def refuse_to_replace(folder):
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", folder.name):
        raise Refusal(f"'{folder.name}' is not a teacher's name: expected up to 64 letters, digits, dots, dashes and underscores, a letter or digit first.")
    if folder.exists() and (not folder.is_dir() or {entry.name for entry in folder.iterdir()} not in (set(), {MODEL, MANIFEST})):
        raise Refusal(f"'{folder}' exists and is not a teacher folder. Give another --out, or move it away.")


def write_model(teacher, shape, opset, path):
    options = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    with contextlib.redirect_stdout(sys.stderr):
        torch.onnx.export(
            teacher, (torch.rand(2, *shape),), str(path), input_names=["images"], output_names=OUTPUTS, opset_version=opset,
            dynamic_axes={name: {0: "N"} for name in ["images", *OUTPUTS]}, **options)


def check(folder, teacher, shape, program):
    """Compares the answers of ONNX Runtime with the network's, on images that also leave [0,1], and has its answers to the probe images written down."""
    images = torch.rand(5, *shape, generator=torch.Generator().manual_seed(0)) * 1.2 - 0.1
    with tempfile.TemporaryDirectory() as scratch, torch.no_grad():
        vectors = os.path.join(scratch, "vectors.safetensors")
        write_safetensors(vectors, {"images": images, **dict(zip(OUTPUTS, teacher(images)))})
        verdict = onnx_export(program, "check", str(folder), "--vectors", vectors)
    onnx_export(program, "golden", str(folder))
    return verdict


def replace(folder, following):
    previous = folder.with_name(f".{folder.name}.rrm-previous")
    shutil.rmtree(previous, ignore_errors=True)
    if folder.exists():
        folder.rename(previous)
    following.rename(folder)
    shutil.rmtree(previous, ignore_errors=True)


def numbers(text):
    return [float(part) for part in text.split(",")]


def fraction(text):
    numerator, _, denominator = text.partition("/")
    return float(numerator) / float(denominator or 1)


def image_shape(text):
    sizes = [int(part) for part in text.split("x")]
    if len(sizes) != 3 or min(sizes) < 1:
        raise ValueError
    return sizes


def class_names(text, count):
    if text is None or text.isdigit():
        names = [f"class {label}" for label in range(int(text or count))]
    elif text.endswith(".txt"):
        names = [line.strip() for line in Path(text).read_text().splitlines() if line.strip()]
    else:
        names = [name.strip() for name in text.split(",")]
    if len(names) != count:
        raise Refusal(f"--classes gives {len(names)} classes; the network has {count}.")
    return names


def parse(arguments):
    head, _, _ = __doc__.partition("\n\nExample")
    parser = argparse.ArgumentParser(description=head, epilog=__doc__[len(head):], formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("factory", metavar="FACTORY", help="package.module:function or file.py:function that makes the network; its code runs")
    parser.add_argument("--factory-args", metavar="JSON", type=json.loads, default={}, help="arguments of the factory: an object or a list")
    parser.add_argument("--weights", metavar="FILE", help=".safetensors, .pt or .pth; without, the factory's own")
    parser.add_argument("--representation", metavar="MODULE[:input]", required=True, help="the module whose output (or input) is the representation, as fc:input")
    parser.add_argument("--input", metavar="CxHxW", type=image_shape, required=True, help="shape of one image, as 3x32x32")
    parser.add_argument("--mean", metavar="A,B,C", type=numbers, help="mean of each channel, pixels in [0,1]; the constants of the weights unless given")
    parser.add_argument("--std", metavar="A,B,C", type=numbers, help="standard deviation of each channel")
    parser.add_argument("--classes", metavar="N|NAMES|FILE.txt", help="names of the classes in the order of the logits; numbered unless given")
    parser.add_argument("--norm", choices=["linf", "l2"], help="norm of the threat model that the network was trained against")
    parser.add_argument("--eps", type=fraction, help="its radius in pixels, as 8/255")
    parser.add_argument("--opset", type=int, default=17, help="ONNX operator set; 17 unless given")
    parser.add_argument("--out", metavar="MODELS/NAME", required=True, type=Path, help="teacher folder; the last part is the name. A teacher that is there is replaced")
    parser.add_argument("--onnx-export", metavar="COMMAND", help="the onnx-export program; built from the checkout unless given")
    parser.add_argument("--no-check", action="store_true", help="do not run ONNX Runtime: no comparison, and no golden vectors")
    options = parser.parse_args(arguments)
    if (options.mean is None) != (options.std is None) or (options.norm is None) != (options.eps is None):
        parser.error("--mean goes with --std, and --norm with --eps")
    return options


def export(options):
    folder = options.out.resolve()
    refuse_to_replace(folder)
    network = make_network(options.factory, options.factory_args).float().eval().requires_grad_(False)
    program = shlex.split(options.onnx_export) if options.onnx_export else ["dotnet", "run", "-c", "Release", "--project", str(Path(__file__).resolve().parent), "--"]
    saved = read_weights(options.weights, program) if options.weights else {}
    if options.weights:
        load_weights(network, saved)
    mean, std = (options.mean, options.std) if options.mean else constants_of(saved)
    channels = options.input[0]
    if not mean or len(mean) != channels or len(std) != channels or min(std) <= 0:
        raise Refusal(f"--mean and --std are {'missing' if not mean else f'{mean} and {std}'}, and the weights do not carry them; expected {channels} numbers each, of pixels in [0,1], the deviations positive.")
    teacher = Teacher(network, options.representation, mean, std).eval()
    with torch.no_grad():
        teacher(torch.rand(2, *options.input))
    width, classes = teacher.widths
    if sum(tensor.numel() * 4 for tensor in network.state_dict().values()) > 2 ** 31 - 2 ** 20:
        raise Refusal("the network has more than 2.1 GB of parameters, which one ONNX file cannot hold.")

    following = folder.with_name(f".{folder.name}.rrm-next")
    shutil.rmtree(following, ignore_errors=True)
    following.mkdir(parents=True)
    try:
        write_model(teacher, options.input, options.opset, following / MODEL)
        source = Path(options.weights or options.factory.rpartition(":")[0])
        manifest = {
            "architecture": {"name": type(network).__name__, "factory": options.factory, "representation": options.representation},
            "classes": classes, "class_names": class_names(options.classes, classes),
            "input": dict(zip(("channels", "height", "width"), options.input)),
            "normalization": {"mean": mean, "std": std}, "representation_width": width,
            "threat_model": {"norm": options.norm, "eps": options.eps} if options.norm else None,
            "provenance": {
                "method": "imported", "recipe": None, "seed": 0, "epochs": 0, "dataset": "unknown", "teacher_sha256": None,
                "versions": {"torch": torch.__version__, "python": platform.python_version()}, "commit": None,
                "source": {"file": source.name, "sha256": file_sha256(source)} if source.is_file() else None,
            },
            "sha256": file_sha256(following / MODEL), "parameters_sha256": parameters_sha256(network),
            "opset": options.opset, "tensors": {"images": "images", "representation": OUTPUTS[0], "logits": OUTPUTS[1]},
        }
        (following / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
        verdict = "Not checked against ONNX Runtime." if options.no_check else check(following, teacher, options.input, program)
        replace(folder, following)
    finally:
        shutil.rmtree(following, ignore_errors=True)
    print(f"Teacher '{folder.name}' in {options.out}: {type(network).__name__}, {'x'.join(map(str, options.input))} images, representation {width}, {classes} classes.")
    print(verdict)


def main(arguments=None):
    options = parse(arguments)
    try:
        export(options)
    except Refusal as problem:
        print(f"export_torch: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
