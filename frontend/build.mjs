// Bundle the site's script and style: `node build.mjs OUT`. Beside each file lie its compressed
// copies, which the web server hands out instead.
import * as esbuild from 'esbuild';
import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {brotliCompressSync, gzipSync} from 'node:zlib';

const out = process.argv[2];

rmSync(out, {recursive: true, force: true});
await esbuild.build({
  entryPoints: [{in: 'src/app.js', out: 'app'}, {in: 'src/css/site.css', out: 'site'}],
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome111', 'firefox121', 'safari16.4'],
  outdir: out,
  assetNames: '[name]-[hash]',
  loader: {'.svg': 'file', '.woff2': 'file'},
  legalComments: 'linked',
  logLevel: 'warning',
});

for (const name of readdirSync(out).filter((name) => /\.(js|css|svg)$/.test(name))) {
  const file = join(out, name);
  const bytes = readFileSync(file);
  writeFileSync(`${file}.br`, brotliCompressSync(bytes));
  writeFileSync(`${file}.gz`, gzipSync(bytes, {level: 9}));
}
