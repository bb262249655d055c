// What app/static/wedge.js gives to the pages.

interface KassaWedge {
  isGtin(text: string): boolean;
  onScan(listener: (scan: { code: string; startedAt: number }) => void): () => void;
  onText(listener: (given: { text: string; ended: boolean }) => void): () => void;
  onKey(listener: (event: KeyboardEvent) => void): () => void;
}

interface Window {
  kassaWedge: KassaWedge;
  /** What app/static/quiet.js asks of Streamlit before it starts. */
  __streamlit?: { BACKEND_BASE_URL: string; HOST_CONFIG: { blockErrorDialogs: boolean } };
}
