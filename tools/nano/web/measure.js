// Takes out of every page what does not fit, then says what stands where: one entry a page, null
// where anything is cut or covered. All in pixels of the picture, from the page's own corner.
(() => {
  const limit = LIMIT, ratio = devicePixelRatio;
  const pages = [...document.querySelectorAll('section')];
  const roles = inside => [...inside.querySelectorAll('[data-role]')];
  const value = e => e.matches('select') ? e.selectedOptions[0].text : e.value;

  function outside(box, page) {
    return box.left < page.left - 0.1 || box.right > page.right + 0.1
      || box.top < page.top - 0.1 || box.bottom > page.bottom + 0.1;
  }

  // Only reads, so that the whole sheet is laid out once a round.
  function tooMuch(section) {
    const page = section.getBoundingClientRect(), gone = new Set(), all = roles(section);
    all.forEach((e, index) => {
      const narrow = e.matches('input') && e.scrollWidth > e.clientWidth;
      if (index >= limit) gone.add(e.closest('tr') || e.closest('.unit') || e);
      else if (narrow || outside(e.getBoundingClientRect(), page))
        gone.add(e.closest('.unit') || e);
    });
    for (const box of section.querySelectorAll('.box,.row,tr,.tabs,.nav,.stack')) {
      const own = roles(box);
      if (!own.length) gone.add(box);
      else if ((outside(box.getBoundingClientRect(), page) || box.scrollWidth > box.clientWidth + 1)
               && !own.some(e => gone.has(e.closest('.unit')))) {
        const units = box.querySelectorAll('.unit');
        if (box.matches('.box') && units.length) gone.add(units[units.length - 1]);
        else if (box.scrollWidth > box.clientWidth + 1 && units.length > 1)
          gone.add(units[units.length - 1]);
      }
    }
    return gone;
  }

  let busy = pages;
  for (let round = 0; round < 12 && busy.length; round++) {
    const gone = busy.map(tooMuch);
    gone.forEach(set => set.forEach(e => e.remove()));
    busy = busy.filter((_, index) => gone[index].size);
  }

  // The text of inputs and selects has no range of its own: hidden twins stand for it.
  const twins = new Map();
  for (const section of pages)
    for (const e of section.querySelectorAll('input[data-role],select[data-role]')) {
      const twin = document.createElement('span');
      twin.style.cssText = 'position:absolute;left:0;top:0;visibility:hidden';
      twin.textContent = value(e);
      section.append(twin);
      twins.set(e, twin);
    }

  const range = document.createRange();
  function letters(node) {
    const edges = [], first = node.parentNode.getBoundingClientRect();
    let box = first;
    for (let index = 0; index < node.length; index++) {
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      box = range.getBoundingClientRect();
      edges.push(box.left);
    }
    edges.push(box.right);
    return {edges, top: box.top, bottom: box.bottom};
  }

  function written(e) {
    const twin = twins.get(e);
    if (!twin) {
      const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
      const node = walker.nextNode();
      if (walker.nextNode()) throw Error('two texts in one element');
      return {text: node.data, ...letters(node)};
    }
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    const native = e.matches('select') && style.appearance !== 'none' ? 4 : 0;
    const left = box.left + parseFloat(style.borderLeftWidth) + parseFloat(style.paddingLeft)
      + native;
    const above = parseFloat(style.borderTopWidth) + parseFloat(style.paddingTop);
    const below = parseFloat(style.borderBottomWidth) + parseFloat(style.paddingBottom);
    const said = letters(twin.firstChild), shift = left - said.edges[0];
    const middle = (box.top + above + box.bottom - below) / 2;
    const half = (said.bottom - said.top) / 2;
    return {text: value(e), edges: said.edges.map(x => x + shift),
            top: middle - half, bottom: middle + half};
  }

  function element(e, page) {
    const box = e.getBoundingClientRect(), said = written(e);
    const last = said.edges[said.edges.length - 1];
    const on = document.elementFromPoint((said.edges[0] + last) / 2, (said.top + said.bottom) / 2);
    const inside = said.edges[0] >= box.left - 1 && last <= box.right + 1
      && said.edges[0] >= page.left + 1 && last <= page.right - 1;
    if (outside(box, page) || !inside || !on || !(e === on || e.contains(on))) return null;
    const x = side => (side - page.left) * ratio, y = side => (side - page.top) * ratio;
    const round = number => Math.round(number * 100) / 100;
    return {
      role: e.dataset.role, text: said.text, state: e.dataset.state || '',
      box: [x(box.left), y(box.top), x(box.right), y(box.bottom)].map(Math.round),
      edges: said.edges.map(side => round(x(side))), top: round(y(said.top)),
      bottom: round(y(said.bottom)), em: parseFloat(getComputedStyle(e).fontSize) * ratio,
    };
  }

  return pages.map(section => {
    const page = section.getBoundingClientRect();
    const all = roles(section).map(e => element(e, page));
    return all.length && all.every(said => said) ? all : null;
  });
})()
