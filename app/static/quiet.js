// Asks Streamlit not to cover the page with a dialog when the connection is lost: the till goes on by itself
// and says so in its own bar, and a dialog would take every touch and key from it.
window.__streamlit = { HOST_CONFIG: { blockErrorDialogs: true } };
