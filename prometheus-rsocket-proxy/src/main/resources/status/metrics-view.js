/*
 * The raw metrics of one app, with search. Tens of thousands of lines, of which only those in the window are drawn.
 */

import { byId, element, setText } from './dom.js';
import { bytes, count, plural } from './format.js';

const SAMPLE = /^([^\s{]+)(\{.*\})?(\s.*)$/;

const MARGIN = 20;

export class MetricsView {

	#box = byId('metrics-lines');

	#search = byId('metrics-search');

	#lines = [];

	#shown = [];

	#window = element('div', { class: 'window' });

	#spacer = element('div', { class: 'spacer' }, this.#window);

	#request = null;

	#id = null;

	#size = 0;

	constructor() {
		this.#box.addEventListener('scroll', () => requestAnimationFrame(() => this.#draw()), { passive: true });
		new ResizeObserver(() => this.#draw()).observe(this.#box);
		this.#search.addEventListener('input', () => this.#filter());
		byId('metrics-tools').addEventListener('submit', (event) => event.preventDefault());
		byId('metrics-reload').addEventListener('click', () => this.#load());
	}

	open(id) {
		this.#id = id;
		this.#search.value = '';
		byId('metrics-raw').href = path(id);
		this.#load();
	}

	close() {
		this.#request?.abort();
		this.#lines = [];
		this.#shown = [];
		this.#box.replaceChildren();
	}

	async #load() {
		this.#request?.abort();
		const request = new AbortController();
		this.#request = request;
		setText(byId('metrics-count'), 'Asking the app …');
		try {
			const answer = await fetch(path(this.#id), { headers: { Accept: 'text/plain;version=0.0.4' }, signal: request.signal, cache: 'no-store' });
			const text = await answer.text();
			if (!answer.ok) {
				this.#failed(text || `The proxy answered ${answer.status}`);
				return;
			}
			this.#size = text.length;
			this.#lines = read(text);
			this.#filter();
		}
		catch (error) {
			if (error.name !== 'AbortError') {
				this.#failed('The proxy cannot be reached.');
			}
		}
	}

	#failed(reason) {
		this.#lines = [];
		this.#shown = [];
		setText(byId('metrics-count'), '');
		this.#box.replaceChildren(element('p', { class: 'empty' }, reason));
	}

	#filter() {
		const words = this.#words();
		const samples = this.#lines.filter((line) => !line.comment).length;
		if (words.length === 0) {
			this.#shown = this.#lines;
			setText(byId('metrics-count'), `${plural(samples, 'sample')}, ${bytes(this.#size)}`);
		}
		else {
			const found = this.#lines.filter((line) => !line.comment && words.every((word) => line.search.includes(word)));
			this.#shown = withComments(found);
			setText(byId('metrics-count'), `${count(found.length)} of ${plural(samples, 'sample')}`);
		}
		this.#box.scrollTop = 0;
		this.#box.replaceChildren(this.#shown.length > 0 ? this.#spacer
			: element('p', { class: 'empty muted' }, words.length > 0 ? 'No sample has all of these words.' : 'The app has no metrics.'));
		this.#draw();
	}

	#words() {
		return this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
	}

	#draw() {
		if (this.#shown.length === 0) {
			return;
		}
		const height = parseFloat(getComputedStyle(this.#box).getPropertyValue('--line-height'));
		const first = Math.max(0, Math.floor(this.#box.scrollTop / height) - MARGIN);
		const end = Math.min(this.#shown.length, Math.ceil((this.#box.scrollTop + this.#box.clientHeight) / height) + MARGIN);
		const words = this.#words();
		this.#spacer.style.height = `${this.#shown.length * height}px`;
		this.#window.style.top = `${first * height}px`;
		this.#window.replaceChildren(...this.#shown.slice(first, end).map((line) => draw(line, words)));
	}

}

const path = (id) => `status/apps/${encodeURIComponent(id)}/metrics`;

/** Takes a text apart: each sample knows the comments of its family. */
function read(text) {
	const lines = [];
	let comments = [];
	let help = '';
	for (const line of text.split('\n')) {
		if (line.startsWith('#')) {
			if (lines.at(-1) && !lines.at(-1).comment) {
				comments = [];
				help = '';
			}
			const comment = { text: line, comment: true };
			// No sample knows them yet.
			comments.push(comment);
			help += `${line.toLowerCase()}\n`;
			lines.push(comment);
		}
		else if (line) {
			lines.push({ text: line, comment: false, comments, search: help + line.toLowerCase() });
		}
	}
	return lines;
}

/** Puts the comments of each family before the first of its samples. */
function withComments(samples) {
	const lines = [];
	let before = null;
	for (const sample of samples) {
		if (sample.comments !== before) {
			before = sample.comments;
			lines.push(...sample.comments);
		}
		lines.push(sample);
	}
	return lines;
}

function draw(line, words) {
	if (line.comment) {
		return element('div', { class: 'comment' }, ...marked(line.text, words));
	}
	const parts = SAMPLE.exec(line.text);
	if (!parts) {
		return element('div', {}, ...marked(line.text, words));
	}
	return element('div', {}, element('span', { class: 'metric' }, ...marked(parts[1], words)),
		element('span', { class: 'labels' }, ...marked(parts[2] ?? '', words)),
		element('span', { class: 'sample' }, ...marked(parts[3], words)));
}

/** Marks what was searched for. */
function marked(text, words) {
	const parts = [];
	const lower = text.toLowerCase();
	let from = 0;
	while (from < text.length) {
		let at = -1;
		let length = 0;
		for (const word of words) {
			const found = lower.indexOf(word, from);
			if (found >= 0 && (at < 0 || found < at || (found === at && word.length > length))) {
				at = found;
				length = word.length;
			}
		}
		if (at < 0) {
			break;
		}
		parts.push(text.slice(from, at), element('mark', {}, text.slice(at, at + length)));
		from = at + length;
	}
	parts.push(text.slice(from));
	return parts;
}
