// Everything is made of elements and text: nothing of the document is ever read as HTML.
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

// Descriptions mark code with backticks, as in Markdown: "with `stream: true` the answer …"
export const prose = text =>
  (text ?? '').split('`').map((part, i) => i % 2 ? el('code', {}, part) : part);

export function codeBlock(text) {
  const pre = el('pre', { tabindex: 0 }, text);
  const button = el('button', { type: 'button', class: 'copy', onclick: () => copy(pre, button) }, 'Copy');
  return el('div', { class: 'code' }, pre, button);
}

async function copy(pre, button) {
  try {
    await navigator.clipboard.writeText(pre.textContent);
  } catch {
    // Without https the clipboard is closed to scripts; a selection can still be copied.
    getSelection().selectAllChildren(pre);
    document.execCommand('copy');
  }
  button.textContent = 'Copied';
  setTimeout(() => { button.textContent = 'Copy'; }, 1500);
}
