#!/bin/sh
# Generates rrm/v1 from ../../proto: run it when teacher.proto changes. Needs protoc and grpc_python_plugin (Debian: protobuf-compiler and
# protobuf-compiler-grpc). Take versions as old as Debian 12's, 3.21 and 1.51: what they write runs with every later protobuf and grpcio,
# and what newer ones write does not run with older.
set -eu
cd "$(dirname "$0")"
protoc --proto_path=../../proto --python_out=. --pyi_out=. --grpc_python_out=. \
  --plugin=protoc-gen-grpc_python="$(command -v grpc_python_plugin)" rrm/v1/teacher.proto
