/** Base64 without the platform: core runs where there is no `Buffer`. @module */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const DIGITS = new Map([...ALPHABET].map((digit, at) => [digit, at]));

/** Bytes as base64, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at]!, bytes[at + 1], bytes[at + 2]];
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    parts.push(
      ALPHABET[bits >> 18]! +
        ALPHABET[(bits >> 12) & 63]! +
        (b === undefined ? '=' : ALPHABET[(bits >> 6) & 63]!) +
        (c === undefined ? '=' : ALPHABET[bits & 63]!),
    );
  }
  return parts.join('');
}

/** The bytes of padded base64; undefined for anything else. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let at = 0, to = 0; at < text.length; at += 4) {
    let bits = 0;
    for (let digit = 0; digit < 4; digit++)
      bits = (bits << 6) | (DIGITS.get(text[at + digit]!) ?? 0);
    for (let shift = 16; shift >= 0 && to < bytes.length; shift -= 8)
      bytes[to++] = (bits >> shift) & 255;
  }
  return bytes;
}
