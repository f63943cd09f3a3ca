#!/usr/bin/env python3
"""The RRM step in PyTorch, to compare with: a resnet18 student learns the representation of a vgg11 teacher.

Batch 128 of 3x32x32; loss 0.005 * cross entropy - mean cosine similarity; SGD, rate 0.1, momentum 0.9, weight decay 5e-4.
Prints one JSON line with the seconds of each step. Debian: apt-get install python3-torch; run with /usr/bin/python3.
"""
import argparse
import json
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Normalize(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.4914, 0.4822, 0.4465]).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.2471, 0.2435, 0.2616]).view(1, 3, 1, 1))

    def forward(self, pixels):
        return (pixels.clamp(0, 1) - self.mean) / self.std


class Vgg11(nn.Module):
    def __init__(self):
        super().__init__()
        layers, channels = [Normalize()], 3
        for width in [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]:
            if width == "M":
                layers.append(nn.MaxPool2d(2))
            else:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
                channels = width
        self.features = nn.Sequential(*layers, nn.Flatten())
        self.classifier = nn.Linear(512, 10)

    def forward(self, pixels):
        representation = self.features(pixels)
        return representation, self.classifier(representation)


class BasicBlock(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != width:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, width, 1, stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        inner = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(inner)) + self.shortcut(x), inplace=True)


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        blocks, channels = [], 64
        for width, first_stride in [(64, 1), (128, 2), (256, 2), (512, 2)]:
            for stride in (first_stride, 1):
                blocks.append(BasicBlock(channels, width, stride))
                channels = width
        stem = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True)]
        self.features = nn.Sequential(Normalize(), *stem, *blocks, nn.AvgPool2d(4), nn.Flatten())
        self.linear = nn.Linear(512, 10)

    def forward(self, pixels):
        representation = self.features(pixels)
        return representation, self.linear(representation)


class Step:
    """One training step, to be called again and again; returns its seconds."""

    def __init__(self, tuned):
        torch.manual_seed(0)
        layout = torch.channels_last if tuned else torch.contiguous_format
        self.tuned = tuned
        self.student = ResNet18().train().to(memory_format=layout)
        self.teacher = Vgg11().eval().to(memory_format=layout)
        self.optimizer = torch.optim.SGD(self.student.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
        self.images = torch.rand(128, 3, 32, 32).contiguous(memory_format=layout)
        self.labels = torch.randint(10, (128,))

    def __call__(self):
        start = time.perf_counter()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.tuned):
            with torch.no_grad():
                target, _ = self.teacher(self.images)
            representation, logits = self.student(self.images)
        cross_entropy = F.cross_entropy(logits.float(), self.labels)
        loss = 0.005 * cross_entropy - F.cosine_similarity(representation.float(), target.float()).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return round(time.perf_counter() - start, 4)


MODES = {"fp32": False, "bf16": True}


def answer_on_demand():
    """Each line of standard input names a precision and is answered by the seconds of one step."""
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    steps = {}
    for line in sys.stdin:
        mode = line.strip()
        if mode not in steps:
            steps.clear()
            steps[mode] = Step(MODES[mode])
        print(steps[mode](), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--warmup", type=int, default=1)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="default: all cores; PyTorch's own is half of them here")
    parser.add_argument("--on-demand", action="store_true", help=answer_on_demand.__doc__)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.on_demand:
        answer_on_demand()
        return
    seconds = {}
    for mode, tuned in MODES.items():
        step = Step(tuned)
        seconds[mode] = [step() for _ in range(options.warmup + options.steps)][options.warmup:]
    print(json.dumps({**seconds, "torch": torch.__version__, "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    main()
