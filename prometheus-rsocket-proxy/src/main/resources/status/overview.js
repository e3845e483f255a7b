/*
 * All apps together: a few large numbers, and two plots.
 */

import { byId, element, setAttribute, setText } from './dom.js';
import { ago, bytes, count, duration, percent, plural, shortCount, since } from './format.js';
import { Plot } from './plot.js';

const number = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export class Overview {

	#tiles = new Map();

	#time = new Plot(byId('time-plot'), {
		name: 'Scrape time',
		failures: true,
		series: [
			{ label: 'Whole scrape', class: 'first', value: (point) => point.scrapeDurationSeconds },
			{ label: 'Slowest app', class: 'second', value: (point) => point.slowestAppSeconds },
		],
		format: duration,
		axis: (seconds) => (seconds < 1 ? `${Number((seconds * 1000).toPrecision(3))} ms` : `${Number(seconds.toPrecision(3))} s`),
	});

	#samples = new Plot(byId('samples-plot'), {
		name: 'Samples',
		series: [{ label: 'Samples', class: 'first', value: (point) => point.samples }],
		format: (value) => number.format(value),
	});

	constructor() {
		for (const name of ['Apps', 'Left out', 'Samples', 'Scrape time', 'Final pushes']) {
			const value = element('span', { class: 'value' });
			const note = element('span', { class: 'muted' });
			byId('tiles').append(element('div', { class: 'panel tile' }, element('dt', {}, name), element('dd', {}, value, note)));
			this.#tiles.set(name, { value, note });
		}
		byId('time-legend').append(key('first', 'whole scrape'), key('second', 'slowest app'), key('failed', 'apps left out'));
		byId('samples-legend').append(key('first', 'of all live apps'));
	}

	show({ proxy, totals, timeline }) {
		const facts = [`Version ${proxy.version}`, `up ${since(proxy.startedAt)}`];
		if (proxy.tcpPort) {
			facts.push(`TCP ${proxy.tcpPort}`);
		}
		if (proxy.websocketPort) {
			facts.push(`WebSocket ${proxy.websocketPort}`);
		}
		facts.push(proxy.tls ? 'TLS' : 'no TLS');
		setText(byId('facts'), facts.join(' · '));
		this.#showTotals(totals);
		this.#time.show(timeline);
		this.#samples.show(timeline);
	}

	#showTotals(totals) {
		const connections = [];
		if (totals.tcpApps > 0) {
			connections.push(`${count(totals.tcpApps)} TCP`);
		}
		if (totals.websocketApps > 0) {
			connections.push(`${count(totals.websocketApps)} WebSocket`);
		}
		if (totals.publishedClients > 0) {
			connections.push(plural(totals.publishedClients, 'published client'));
		}
		this.#tile('Apps', count(totals.connectedApps), connections.join(' · ') || 'none connected');
		const out = totals.failingApps + totals.lostApps;
		const reasons = [];
		if (totals.failingApps > 0) {
			reasons.push(`${count(totals.failingApps)} failing`);
		}
		if (totals.lostApps > 0) {
			reasons.push(`${count(totals.lostApps)} lost`);
		}
		this.#tile('Left out', count(out), reasons.join(' · ') || 'every app answered', out > 0 ? 'bad' : 'good');
		const last = totals.lastScrape;
		this.#tile('Samples', shortCount(totals.samples), last ? `${bytes(last.sizeBytes)} a scrape` : 'of all live apps');
		if (last) {
			this.#tile('Scrape time', duration(last.durationSeconds), ago(last.time));
		}
		else {
			this.#tile('Scrape time', '–', totals.lastPullAt ? `an app was asked ${ago(totals.lastPullAt)}` : 'no scrape yet');
		}
		this.#tile('Final pushes', count(totals.keptPushes), totals.keptPushes > 0 ? `${bytes(totals.keptPushesSizeBytes)} kept` : 'none kept');
	}

	#tile(name, value, note, mood = '') {
		const tile = this.#tiles.get(name);
		setText(tile.value, value);
		setText(tile.note, note);
		setAttribute(tile.value, 'data-mood', mood);
	}

}

function key(kind, label) {
	return element('span', { class: `key ${kind}` }, label);
}

/** How near the limits are. */
export function showLimits(limits, nameOf) {
	const nearest = limits[0];
	setText(byId('limits-nearest'), nearest ? `the nearest is at ${percent(nearest.usageRatio)}` : '');
	byId('limit-list').replaceChildren(...limits.map((limit) => element('li', {},
		element('code', {}, limit.property),
		element('meter', { value: limit.usageRatio, max: 1, high: 0.8, low: 0.7, optimum: 0, 'aria-label': limit.property }),
		element('span', { class: 'number' }, percent(limit.usageRatio)),
		element('span', { class: 'muted' }, limit.app ? nameOf(limit.app) : ''))));
}
