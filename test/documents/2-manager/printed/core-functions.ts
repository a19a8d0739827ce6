import type { SSEEvent } from 'ssecast';
import type { SSEConfig, SSEConnectionInfo, SSEManager, SSEManagerStats, SSEMessage } from 'ssecast/manager';

/** Each function has the signature that is printed. */
export interface CoreFunctions {
  // #region "Core Functions"
  // Initialize SSE service
  initializeSSE(config?: SSEConfig): SSEManager

  // Get SSE manager instance
  getSSEManager(): SSEManager

  // Connect a client
  connectSSEClient(userId?: string, sessionId?: string, metadata?: Record<string, any>): Promise<Response>

  // Send events
  sendToClient(clientId: string, event: SSEEvent): boolean
  broadcastEvent(event: SSEEvent): number
  sendToUser(userId: string, event: SSEEvent): number
  sendToSession(sessionId: string, event: SSEEvent): number
  sendMessage(message: SSEMessage): number

  // Utility functions
  createNotificationEvent(title: string, message: string, type?: string, data?: any): SSEEvent
  createUpdateEvent(resource: string, action: string, data?: any): SSEEvent
  createSystemEvent(type: string, data?: any): SSEEvent

  // Management
  getConnectionInfo(): SSEConnectionInfo[]
  getStats(): SSEManagerStats
  disconnectClient(clientId: string): boolean
  destroySSE(): void
  // #endregion
}
