const SIDE = 512;

/** A cover as a square of at most 512 px. One that cannot be read is none. */
export async function smallPicture(picture: Blob): Promise<Blob | undefined> {
  try {
    const image = await createImageBitmap(picture);
    const side = Math.min(image.width, image.height);
    const size = Math.min(SIDE, side);
    const canvas = new OffscreenCanvas(size, size);
    const [x, y] = [(image.width - side) / 2, (image.height - side) / 2];
    canvas.getContext("2d")?.drawImage(image, x, y, side, side, 0, 0, size, size);
    image.close();
    return await canvas.convertToBlob({ type: "image/jpeg", quality: 0.82 });
  } catch {
    return undefined;
  }
}
