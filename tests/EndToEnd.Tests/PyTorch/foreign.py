"""What people have before they come to Rrm: a network in PyTorch, its weights in the layouts that programs save, and teachers exported from it.

Usage: foreign.py FOLDER ONNX_EXPORT
"""
import argparse
import os
import sys
from pathlib import Path

import torch
from torch import nn

MEAN, STD = [0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]


class Network(nn.Module):
    """The architecture of ForeignFiles.cs, in PyTorch's words."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.pool = nn.AdaptiveAvgPool2d(4)
        self.linear = nn.Linear(128, 10)

    def forward(self, images):
        return self.linear(self.pool(torch.relu(self.bn1(self.conv1(images)))).flatten(1))


def network():
    torch.manual_seed(5)
    made = Network()
    for _ in range(3):  # Running statistics that are not those of a fresh network.
        made(torch.rand(8, 3, 32, 32))
    return made.eval()


class Order:
    """Makes a file when it is unpickled by a reader that executes what it reads."""

    def __reduce__(self):
        return os.system, ("touch executed",)


def write_weights(made):
    state = made.state_dict()
    constants = {"new_mean": torch.tensor(MEAN).view(3, 1, 1), "new_std": torch.tensor(STD).view(3, 1, 1)}
    attacked = {
        **{f"module.model.{name}": tensor for name, tensor in state.items()}, **{f"module.normalizer.{name}": value for name, value in constants.items()},
        **{f"module.attacker.normalize.{name}": value for name, value in constants.items()}, **{f"module.attacker.model.{name}": tensor for name, tensor in state.items()},
    }
    optimizer = torch.optim.SGD(made.parameters(), 0.1, momentum=0.9)
    made(torch.rand(2, 3, 32, 32)).sum().backward()
    optimizer.param_groups[0]["lr"] = 0.0
    optimizer.step()
    robust = {"model": attacked, "optimizer": optimizer.state_dict(), "schedule": None, "epoch": 3, "amp": None, "adv_prec1": torch.tensor(51.3)}
    torch.save(robust, "robust.pt")
    torch.save({**robust, "args": argparse.Namespace(eps=8), "order": Order()}, "objects.pt")
    torch.save({"state_dict": state, "optimizer_state_dict": optimizer.state_dict(), "epoch": 2}, "linf.pt")
    torch.save({f"net.{name}": tensor for name, tensor in state.items()}, "old.pt", pickle_protocol=4)
    torch.save({f"module.{name}": tensor for name, tensor in state.items()}, "parallel.pth")
    torch.save({**state, "conv1.weight": state["conv1.weight"].contiguous(memory_format=torch.channels_last), "linear.weight": state["linear.weight"].t().contiguous().t()}, "strided.pt")
    torch.save({name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in state.items()}, "half.pt")
    torch.save(made, "whole.pt")
    torch.save(state, "legacy.pt", _use_new_zipfile_serialization=False)


def main(folder, onnx_export):
    os.chdir(folder)
    sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools" / "onnx-export"))
    import export_torch

    made = network()
    write_weights(made)
    images = torch.rand(5, 3, 32, 32)
    teacher = export_torch.Teacher(made, "linear:input", MEAN, STD).eval()
    with torch.no_grad():
        export_torch.write_safetensors("vectors.safetensors", {"images": images, **dict(zip(export_torch.OUTPUTS, teacher(images)))})

    constants = ["--mean", ",".join(map(str, MEAN)), "--std", ",".join(map(str, STD))]
    export = [f"{__file__}:network", "--representation", "linear:input", "--input", "3x32x32", "--onnx-export", onnx_export]
    assert export_torch.main([*export, "--weights", "robust.pt", "--norm", "linf", "--eps", "8/255", "--out", "models/robust"]) == 0
    assert export_torch.main([*export, "--weights", "linf.pt", *constants, "--out", "models/linf"]) == 0
    assert export_torch.main([*export, "--weights", "old.pt", *constants, "--out", "models/old"]) == 0
    assert export_torch.main([*export, "--weights", "objects.pt", "--out", "models/objects"]) == 0
    assert not os.path.exists("executed")
    assert export_torch.main([*export, "--weights", "half.pt", "--out", "models/none"]) == 1  # No constants.
    assert export_torch.main([
        "torchvision.models:resnet18", "--factory-args", '{"num_classes": 10}', "--representation", "avgpool", "--input", "3x32x32", *constants,
        "--classes", ",".join(f"kind {label}" for label in range(10)), "--onnx-export", onnx_export, "--out", "models/resnet18"]) == 0


if __name__ == "__main__":
    main(*sys.argv[1:])
