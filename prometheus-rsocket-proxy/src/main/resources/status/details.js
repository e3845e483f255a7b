/*
 * One app: who it is, how its last scrapes went, and its metrics. It has an address of its own, #app=<id>.
 */

import { byId, element, setText, show, svg } from './dom.js';
import { ago, bytes, count, duration, fullTime, since } from './format.js';
import { MetricsView } from './metrics-view.js';
import { showState } from './app-table.js';

const ADDRESS = '#app=';

export class Details {

	#store;

	#dialog = byId('details');

	#metrics = new MetricsView();

	#id = null;

	#scraped = null;

	constructor(store) {
		this.#store = store;
		byId('details-close').addEventListener('click', () => this.#dialog.close());
		this.#dialog.addEventListener('click', (event) => {
			if (event.target === this.#dialog) {
				this.#dialog.close();
			}
		});
		this.#dialog.addEventListener('close', () => this.#closed());
		addEventListener('hashchange', () => this.#addressed());
	}

	open(id) {
		location.hash = ADDRESS + encodeURIComponent(id);
	}

	/** Shows what the address says, once there is something to show. */
	start() {
		this.#addressed();
	}

	update() {
		if (this.#id !== null) {
			this.#show();
		}
	}

	#addressed() {
		const id = location.hash.startsWith(ADDRESS) ? decode(location.hash.slice(ADDRESS.length)) : null;
		if (id === null) {
			this.#dialog.close();
		}
		else if (id !== this.#id) {
			this.#id = id;
			this.#scraped = null;
			byId('history-bars').replaceChildren();
			this.#show();
			this.#metrics.open(id);
			if (!this.#dialog.open) {
				this.#dialog.showModal();
			}
			byId('details-title').focus();
		}
	}

	#closed() {
		this.#id = null;
		this.#metrics.close();
		if (location.hash.startsWith(ADDRESS)) {
			history.replaceState(null, '', location.pathname + location.search);
		}
	}

	#show() {
		const app = this.#store.apps.get(this.#id);
		const push = this.#store.pushes.get(this.#id);
		const known = app ?? push;
		setText(byId('details-title'), known?.name ?? this.#id);
		setText(byId('details-subtitle'), known?.subtitle ?? 'This app is neither connected, nor is a final push of it kept.');
		this.#showReason(app);
		this.#showFacts(app, push);
		show(byId('details-history'), Boolean(app));
		if (app && app.lastScrape?.time !== this.#scraped) {
			this.#scraped = app.lastScrape?.time;
			this.#loadHistory();
		}
	}

	#showReason(app) {
		const detail = app?.state === 'failing' ? app.lastScrape.detail ?? app.lastScrape.result : null;
		show(byId('details-reason'), detail !== null);
		setText(byId('details-reason'), detail === null ? '' : `Left out of the last scrape: ${detail}`);
	}

	#showFacts(app, push) {
		const facts = [];
		if (app) {
			const pill = element('span', { class: 'pill' });
			showState(pill, app);
			facts.push(['State', pill],
				['Connection', `${app.transport === 'tcp' ? 'TCP' : 'WebSocket'}, protocol ${app.protocol}${app.protocol === '1' ? ' (published client)' : ''}`]);
			if (app.address) {
				facts.push(['From', app.address]);
			}
			facts.push(['Connected', `${fullTime(app.connectedAt)}, ${since(app.connectedAt)} ago`]);
			if (app.lostAt) {
				facts.push(['Lost', `${fullTime(app.lostAt)}, ${ago(app.lostAt)}`]);
			}
			const last = app.lastScrape;
			if (last) {
				facts.push(['Last scrape', `${ago(last.time)}, took ${duration(last.durationSeconds)}`]);
				if (last.result === 'ok') {
					facts.push(['Size', `${last.samples === undefined ? 'samples unread' : `${count(last.samples)} samples`}, ${bytes(last.sizeBytes)}, ${bytes(last.transferredBytes)} on the wire`]);
				}
			}
		}
		if (push) {
			facts.push(['Final push', `${ago(push.arrivedAt)}, ${count(push.samples)} samples, ${bytes(push.sizeBytes)}${push.delivered ? '' : ', not scraped yet'}`]);
		}
		const identity = (app ?? push)?.identity ?? {};
		const labels = [['id', this.#id], ...Object.entries(identity)].map(([name, value]) => [element('code', {}, name), element('code', {}, value)]);
		byId('details-facts').replaceChildren(...[...facts, ...labels].map(([name, value]) => element('div', {},
			element('dt', {}, name), element('dd', {}, value))));
	}

	async #loadHistory() {
		const id = this.#id;
		try {
			const answer = await fetch(`status/apps/${encodeURIComponent(id)}`, { cache: 'no-store' });
			if (answer.ok && id === this.#id) {
				drawHistory((await answer.json()).scrapes);
			}
		}
		catch {
			// The next scrape draws it again.
		}
	}

}

function decode(text) {
	try {
		return decodeURIComponent(text);
	}
	catch {
		return text;
	}
}

const PLACES = 30;
const BAR_WIDTH = 16;
const HEIGHT = 72;

/** One bar for each scrape: as high as it took long, red if it failed. */
function drawHistory(scrapes) {
	const most = Math.max(...scrapes.filter(({ result }) => result === 'ok').map(({ durationSeconds }) => durationSeconds), 0.001);
	const bars = scrapes.map((scrape, index) => {
		const failed = scrape.result !== 'ok';
		const height = failed ? HEIGHT : Math.max(2, (scrape.durationSeconds / most) * HEIGHT);
		const text = `${fullTime(scrape.time)}: ${failed ? scrape.result.replaceAll('_', ' ') : duration(scrape.durationSeconds)}`
			+ (scrape.samples === undefined || failed ? '' : `, ${count(scrape.samples)} samples`);
		return svg('rect', { x: (PLACES - scrapes.length + index) * BAR_WIDTH + 2, y: (HEIGHT - height).toFixed(1), width: BAR_WIDTH - 4,
			height: height.toFixed(1), rx: 2, class: failed ? 'bar failed' : 'bar' }, svg('title', {}, text));
	});
	const failed = scrapes.filter(({ result }) => result !== 'ok').length;
	const label = `Last ${scrapes.length} scrapes, ${failed} failed, the slowest took ${duration(most)}`;
	byId('history-bars').replaceChildren(
		svg('svg', { viewBox: `0 0 ${PLACES * BAR_WIDTH} ${HEIGHT}`, class: 'bars', role: 'img', 'aria-label': label, preserveAspectRatio: 'none' }, ...bars),
		element('p', { class: 'muted' }, label));
}
