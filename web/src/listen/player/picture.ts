const SIDE = 512;
/** What the server takes (32 KiB), and the sides and qualities that are tried until a picture is small enough. */
const SHARED_BYTES = 32 * 1024;
const SHARED = [
  [320, 0.8],
  [256, 0.7],
  [160, 0.6],
] as const;

/** The picture of a book as it is uploaded for the other devices. */
export async function sharedPicture(picture: Blob): Promise<Blob | undefined> {
  for (const [side, quality] of SHARED) {
    const found = await smallPicture(picture, side, quality);
    if (!found || found.size <= SHARED_BYTES) return found;
  }
  return undefined;
}

/** A cover as a square of at most 512 px. One that cannot be read is none. */
export async function smallPicture(picture: Blob, most = SIDE, quality = 0.82): Promise<Blob | undefined> {
  try {
    const image = await createImageBitmap(picture);
    const side = Math.min(image.width, image.height);
    const size = Math.min(most, side);
    const canvas = new OffscreenCanvas(size, size);
    const [x, y] = [(image.width - side) / 2, (image.height - side) / 2];
    canvas.getContext("2d")?.drawImage(image, x, y, side, side, 0, 0, size, size);
    image.close();
    return await canvas.convertToBlob({ type: "image/jpeg", quality });
  } catch {
    return undefined;
  }
}
