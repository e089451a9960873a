// sharp, as people use it: node sharp.mjs pipelines|expert OUT FILE…
//
//   pipelines  one pipeline for each output, as Eleventy's and Astro's image plugins do
//   expert     decodes once, resizes each width from the next larger one, encodes from raw pixels

import { basename, extname, join } from 'node:path';
import sharp from 'sharp';

const [way, out, ...files] = process.argv.slice(2);
const WIDTHS = [1600, 960, 480];
const jpeg = { quality: 78, progressive: true, chromaSubsampling: '4:2:0' };
const webp = { quality: 75, effort: 4 };

sharp.concurrency(1);
sharp.cache(false);
for (const file of files) {
  const name = join(out, basename(file, extname(file)));
  if (way === 'pipelines') {
    for (const width of WIDTHS) {
      const upright = () => sharp(file).rotate().resize({ width, withoutEnlargement: true });
      await upright().jpeg(jpeg).toFile(`${name}-${width}.jpg`);
      await upright().webp(webp).toFile(`${name}-${width}.webp`);
    }
  } else {
    let pixels = sharp(file).rotate();
    for (const width of WIDTHS) {
      const { data, info } = await pixels.resize({ width }).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
      await sharp(data, raw).jpeg(jpeg).toFile(`${name}-${width}.jpg`);
      await sharp(data, raw).webp(webp).toFile(`${name}-${width}.webp`);
      pixels = sharp(data, raw);
    }
  }
}
