/** The body of a request. */
export type TestRequest =
  // #region "POST /api/sse/test"
  {
    event: string;           // Event type
    data: any;              // Event data
    target?: string;        // Target type: 'all', 'user', 'session', 'client'
    targetId?: string;      // Target ID for specific targeting
  }
  // #endregion
