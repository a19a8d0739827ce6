// #region "Client Configuration"
const sseConfig = {
  url: '/api/sse',
  autoConnect: true,
  reconnectInterval: 5000,
  maxReconnectAttempts: 5,
  onOpen: () => console.log('Connected'),
  onClose: () => console.log('Disconnected'),
  onError: (error) => console.error('Error:', error),
  onMessage: (event) => console.log('Message:', event),
};
// #endregion

export { sseConfig };
