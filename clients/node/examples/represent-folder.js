// Representations of the pictures in a folder, as a NumPy file, with the pictures' names beside it.
//
//   node represent-folder.js 127.0.0.1:50051 resnet18 pictures representations.npy

import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "rrm-teacher";
import sharp from "sharp";

// Pictures in memory at once.
const BATCH = 256;

const [address, name, folder, out] = process.argv.slice(2);
if (!out) {
  console.error("usage: node represent-folder.js ADDRESS TEACHER FOLDER OUT.npy");
  process.exit(2);
}
const files = (await readdir(folder)).filter(file => /\.(png|jpe?g)$/i.test(file)).sort();
if (files.length === 0) {
  console.error(`there are no .png or .jpg files in ${folder}`);
  process.exit(2);
}

const service = connect(address, { work: "bulk" });
const teacher = await service.teacher(name);
const [channels, height, width] = teacher.inputShape;

// A picture in the teacher's size, its middle where the sides have another ratio; each channel for itself.
async function load(file, into) {
  const pixels = await sharp(join(folder, file)).resize(width, height, { fit: "cover" }).removeAlpha().toColourspace("srgb").raw().toBuffer();
  for (let place = 0; place < height * width; place++)
    for (let channel = 0; channel < channels; channel++) into[channel * height * width + place] = pixels[place * channels + channel];
}

const parts = [];
for (let first = 0; first < files.length; first += BATCH) {
  const batch = files.slice(first, first + BATCH);
  const images = new Uint8Array(batch.length * channels * height * width);
  await Promise.all(batch.map((file, index) => load(file, images.subarray(index * channels * height * width, (index + 1) * channels * height * width))));
  parts.push(await teacher.represent(images));
}
service.close();

// NumPy's format: a header padded to a multiple of 64 bytes, then the values as they are.
const described = `{'descr': '<f4', 'fortran_order': False, 'shape': (${files.length}, ${teacher.representationWidth}), }`;
const header = Buffer.from(described.padEnd(Math.ceil((described.length + 11) / 64) * 64 - 11) + "\n", "latin1");
const magic = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length & 0xff, header.length >> 8]);
await writeFile(out, Buffer.concat([magic, header, ...parts.map(part => Buffer.from(part.buffer))]));
await writeFile(out.replace(/\.npy$/, "") + ".txt", files.map(file => `${file}\n`).join(""));
console.log(`${files.length} pictures, ${teacher.representationWidth} numbers each, by ${teacher.name} ${teacher.sha256.slice(0, 12)} on ${teacher.device}`);
