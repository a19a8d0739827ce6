import {
  broadcastEvent,
  connectSSEClient,
  createNotificationEvent,
  createSystemEvent,
  createUpdateEvent,
  destroySSE,
  disconnectClient,
  getConnectionInfo,
  getSSEManager,
  getStats,
  initializeSSE,
  type SSEConfig,
  type SSEConnectionInfo,
  type SSEEvent,
  type SSEManager,
  type SSEManagerStats,
  type SSEMessage,
  sendMessage,
  sendToClient,
  sendToSession,
  sendToUser,
} from 'ssecast';

// Core Functions: each has the signature that is printed.
interface CoreFunctions {
  initializeSSE(config?: SSEConfig): SSEManager;
  getSSEManager(): SSEManager;
  connectSSEClient(
    userId?: string,
    sessionId?: string,
    // biome-ignore lint/suspicious/noExplicitAny: the document's own
    metadata?: Record<string, any>,
  ): Promise<Response>;
  sendToClient(clientId: string, event: SSEEvent): boolean;
  broadcastEvent(event: SSEEvent): number;
  sendToUser(userId: string, event: SSEEvent): number;
  sendToSession(sessionId: string, event: SSEEvent): number;
  sendMessage(message: SSEMessage): number;
  // biome-ignore lint/suspicious/noExplicitAny: the document's own
  createNotificationEvent(title: string, message: string, type?: string, data?: any): SSEEvent;
  // biome-ignore lint/suspicious/noExplicitAny: the document's own
  createUpdateEvent(resource: string, action: string, data?: any): SSEEvent;
  // biome-ignore lint/suspicious/noExplicitAny: the document's own
  createSystemEvent(type: string, data?: any): SSEEvent;
  getConnectionInfo(): SSEConnectionInfo[];
  getStats(): SSEManagerStats;
  disconnectClient(clientId: string): boolean;
  destroySSE(): void;
}
export const core: CoreFunctions = {
  initializeSSE,
  getSSEManager,
  connectSSEClient,
  sendToClient,
  broadcastEvent,
  sendToUser,
  sendToSession,
  sendMessage,
  createNotificationEvent,
  createUpdateEvent,
  createSystemEvent,
  getConnectionInfo,
  getStats,
  disconnectClient,
  destroySSE,
};

// Event Types, as printed
export interface PrintedEvent {
  id?: string;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: the document's own
  data: any;
  retry?: number;
  timestamp?: number;
}
interface PrintedMessage {
  event: PrintedEvent;
  target?: 'all' | 'user' | 'session' | 'client';
  targetId?: string;
  targetIds?: string[];
}
// SSE Manager Configuration, as printed
interface PrintedConfig {
  heartbeatInterval?: number; // Heartbeat interval in ms (default: 30000)
  maxConnections?: number; // Maximum concurrent connections (default: 1000)
  connectionTimeout?: number; // Connection timeout in ms (default: 300000)
  enableLogging?: boolean; // Enable debug logging (default: true)
}
/** What is written as printed, is what ours take. */
export const message = (printed: PrintedMessage): SSEMessage => printed;
export const config = (printed: PrintedConfig): SSEConfig => printed;
