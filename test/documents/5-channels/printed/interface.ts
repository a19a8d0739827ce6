// #region "Interface"
interface SSE {
  addClient(options?: { lastEventId?: string }): { client: SSEClient; response: Response };
  removeClient(clientId: string): void;
  getClient(clientId: string): SSEClient | undefined;
  subscribe(clientId: string, channel: string): boolean;
  unsubscribe(clientId: string, channel: string): boolean;
  broadcast(channel: string, event: string, data: any, id?: string): void;
  broadcastAll(event: string, data: any, id?: string): void;
  sendTo(clientId: string, event: string, data: any, id?: string): boolean;
  getClients(): SSEClient[];
  getClientsByChannel(channel: string): SSEClient[];
  shutdown(): void;
}

interface SSEClient {
  id: string;
  channels: Set<string>;
  controller: ReadableStreamDefaultController<Uint8Array>;
  createdAt: Date;
  lastEventId?: string;
}
// #endregion

export type { SSE, SSEClient };
