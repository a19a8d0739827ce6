import { initializeSSE } from 'ssecast';

export function debug(): void {
  // #region "Debug Mode"
  initializeSSE({
    enableLogging: true,
    // ... other config
  });
  // #endregion
}
