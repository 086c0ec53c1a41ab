// The few things that only the browser can do for the pages.
window.gatewayAdmin = {
  viewer() {
    return {
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
      offsetMinutes: -new Date().getTimezoneOffset(),
      theme: localStorage.getItem('gateway-theme') || 'system',
    };
  },

  setTheme(theme) {
    if (theme === 'system') {
      localStorage.removeItem('gateway-theme');
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem('gateway-theme', theme);
      document.documentElement.dataset.theme = theme;
    }
  },

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without HTTPS browsers offer no clipboard but this one.
      const area = Object.assign(document.createElement('textarea'), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  },

  scrollToEnd(element) {
    element?.scrollTo({ top: element.scrollHeight });
  },
};
