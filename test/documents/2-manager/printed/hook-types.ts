import type { SSEEvent } from './event-types.js';

// #region "useSSE Hook"
interface SSEHookOptions {
  url?: string;                    // SSE endpoint URL (default: '/api/sse')
  autoConnect?: boolean;           // Auto-connect on mount (default: true)
  reconnectInterval?: number;      // Reconnection interval in ms (default: 5000)
  maxReconnectAttempts?: number;   // Max reconnection attempts (default: 5)
  onOpen?: () => void;            // Connection opened callback
  onClose?: () => void;           // Connection closed callback
  onError?: (error: Event) => void; // Error callback
  onMessage?: (event: SSEEvent) => void; // Message received callback
}

interface SSEHookReturn {
  isConnected: boolean;
  isConnecting: boolean;
  error: string | null;
  lastEvent: SSEEvent | null;
  events: SSEEvent[];
  connect: () => void;
  disconnect: () => void;
  clearEvents: () => void;
}
// #endregion

export type { SSEHookOptions, SSEHookReturn };
