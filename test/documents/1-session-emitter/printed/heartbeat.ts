export function beat(
  controller: ReadableStreamDefaultController<Uint8Array>,
  encoder: TextEncoder,
): void {
  // #region "Heartbeat"
  // Server-side
  setInterval(() => {
    controller.enqueue(encoder.encode(': heartbeat\n\n'));
  }, 30000);
  // #endregion
}
