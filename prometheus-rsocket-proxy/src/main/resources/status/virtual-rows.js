/*
 * Shows only those rows of a table that are near the window, so that thousands of them cost no more than forty. Rows
 * are all of the same height, which the style sheet gives, and move with the page.
 */

import { setAttribute } from './dom.js';

/** Rows beyond the window, so that scrolling finds them drawn. */
const MARGIN = 8;

/** So few are all drawn, so that the browser's own search finds them, and they can be printed. */
const ALL = 200;

export class VirtualRows {

	#table;

	#body;

	#make;

	#items = [];

	#rows = new Map();

	#spare = [];

	#height = 0;

	/**
	 * @param table the table
	 * @param make makes an empty row: an object with its element, update(item) and focus()
	 */
	constructor(table, make) {
		this.#table = table;
		this.#body = table.tBodies[0];
		this.#make = make;
		const redraw = () => requestAnimationFrame(() => this.draw());
		addEventListener('scroll', redraw, { passive: true });
		new ResizeObserver(redraw).observe(document.documentElement);
	}

	/** Sets what is in the table, in this order. Each item has a key. */
	set(items) {
		this.#items = items;
		setAttribute(this.#table, 'aria-rowcount', String(items.length + 1));
		this.draw();
	}

	get items() {
		return this.#items;
	}

	draw() {
		const [first, end] = this.#visible();
		const focused = this.#focusedKey();
		const wanted = new Set();
		for (let i = first; i < end; i++) {
			wanted.add(this.#items[i].key);
		}
		for (const [key, row] of this.#rows) {
			if (!wanted.has(key)) {
				row.element.remove();
				this.#rows.delete(key);
				this.#spare.push(row);
			}
		}
		let place = this.#body.firstElementChild;
		for (let i = first; i < end; i++) {
			const item = this.#items[i];
			let row = this.#rows.get(item.key);
			if (!row) {
				row = this.#spare.pop() ?? this.#make();
				row.element.dataset.key = item.key;
				this.#rows.set(item.key, row);
			}
			row.update(item);
			setAttribute(row.element, 'aria-rowindex', String(i + 2));
			if (row.element === place) {
				place = place.nextElementSibling;
			}
			else {
				this.#body.insertBefore(row.element, place);
			}
		}
		if (focused !== null && !this.#body.contains(document.activeElement)) {
			// It was moved, and loses the focus by that.
			this.#rows.get(focused)?.focus();
		}
		this.#body.style.paddingTop = `${first * this.#height}px`;
		this.#body.style.paddingBottom = `${(this.#items.length - end) * this.#height}px`;
	}

	/** Shows a row and puts the focus on it. */
	focus(index) {
		const top = this.#body.getBoundingClientRect().top + index * this.#height;
		const above = 8;
		if (top < above) {
			scrollBy({ top: top - above, behavior: 'instant' });
		}
		else if (top + this.#height > innerHeight - above) {
			scrollBy({ top: top + this.#height - innerHeight + above, behavior: 'instant' });
		}
		this.draw();
		this.#rows.get(this.#items[index].key)?.focus();
	}

	/** How many rows fill the window. */
	get page() {
		return Math.max(1, Math.floor(innerHeight / this.#height) - 2);
	}

	#focusedKey() {
		const focused = document.activeElement;
		return this.#body.contains(focused) ? focused.closest('tr').dataset.key : null;
	}

	#visible() {
		this.#height = parseFloat(getComputedStyle(this.#table).getPropertyValue('--row-height'));
		const top = this.#body.getBoundingClientRect().top;
		const first = Math.floor(-top / this.#height) - MARGIN;
		const end = Math.ceil((innerHeight - top) / this.#height) + MARGIN;
		const length = this.#items.length;
		if (length <= ALL) {
			return [0, length];
		}
		return [Math.min(Math.max(0, first), length), Math.max(0, Math.min(length, end))];
	}

}
