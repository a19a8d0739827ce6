import { initializeSSE } from 'ssecast/manager';

export function debug(): void {
  // #region "Debug Mode"
  initializeSSE({
    enableLogging: true,
    // ... other config
  });
  // #endregion
}
