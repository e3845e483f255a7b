/*
 * What the page knows of the proxy, and which of it is to be seen.
 */

export const STATES = new Map([
	['failing', { label: 'Failing', help: 'Left out of the last scrape' }],
	['lost', { label: 'Lost', help: 'Gone without a final push' }],
	['waiting', { label: 'Not scraped yet', help: 'Connected, and not scraped yet' }],
	['ending', { label: 'Ending', help: 'Has made its final push' }],
	['up', { label: 'Up', help: 'Part of the last scrape' }],
]);

const STATE_ORDER = [...STATES.keys()];

/** As many as the proxy keeps of an app. */
const HISTORY = 30;

/** The slots of the timeline that the proxy keeps. */
const TIMELINE_MILLISECONDS = 15 * 60 * 1000;

export class Store {

	apps = new Map();

	pushes = new Map();

	timeline = new Map();

	proxy = null;

	totals = null;

	problems = [];

	limits = [];

	/** Takes over the answer to /status. */
	all(status) {
		this.forget();
		this.summary(status);
		this.addTimeline(status);
		this.changeApps({ apps: status.apps, scrapes: [], gone: [] });
		this.changePushes({ finalPushes: status.finalPushes, gone: [] });
	}

	summary(summary) {
		if (summary.reset) {
			this.forget();
		}
		this.proxy = summary.proxy;
		this.totals = summary.totals;
		this.problems = summary.problems;
		this.limits = summary.limits;
	}

	addTimeline({ timeline }) {
		for (const point of timeline) {
			this.timeline.set(Date.parse(point.time), point);
		}
		const newest = Math.max(...this.timeline.keys());
		for (const time of this.timeline.keys()) {
			if (time <= newest - TIMELINE_MILLISECONDS) {
				this.timeline.delete(time);
			}
		}
	}

	changeApps({ apps, scrapes, gone }) {
		for (const id of gone) {
			this.apps.delete(id);
		}
		for (const app of apps) {
			this.apps.set(app.id, { ...app, ...describe(app.id, app.identity, app.address) });
		}
		for (const scrape of scrapes) {
			const app = this.apps.get(scrape.id);
			if (app) {
				this.#scraped(app, scrape);
			}
		}
	}

	changePushes({ finalPushes, gone }) {
		for (const id of gone) {
			this.pushes.delete(id);
		}
		for (const push of finalPushes) {
			this.pushes.set(push.app, { ...push, ...describe(push.app, push.identity) });
		}
	}

	forget() {
		this.apps.clear();
		this.pushes.clear();
		this.timeline.clear();
	}

	#scraped(app, { state, lostAt, lastScrape }) {
		app.state = state;
		app.lostAt = lostAt;
		if (lastScrape && lastScrape.time !== app.lastScrape?.time) {
			const took = lastScrape.result === 'ok' ? lastScrape.durationSeconds : null;
			app.recentDurationsSeconds = [...app.recentDurationsSeconds, took].slice(-HISTORY);
		}
		app.lastScrape = lastScrape;
	}

}

/** What to call an app, from the labels that say who it is. */
function describe(id, identity, address = '') {
	const stream = identity.stream_name ?? '';
	const task = identity.spring_cloud_task_name ?? '';
	const name = identity.application_name ?? (task || identity.application) ?? id;
	const parts = [];
	if (stream) {
		parts.push(`stream ${stream}`);
	}
	if (identity.application_type) {
		parts.push(identity.application_type);
	}
	if (task && task !== name) {
		parts.push(`task ${task}`);
	}
	if (identity.spring_cloud_task_execution_id) {
		parts.push(`execution ${identity.spring_cloud_task_execution_id}`);
	}
	if (identity.instance_index) {
		parts.push(`#${identity.instance_index}`);
	}
	if (identity.instance) {
		parts.push(identity.instance);
	}
	else if (address) {
		parts.push(`from ${address}`);
	}
	const text = [id, ...Object.values(identity), address].join('\n').toLowerCase();
	return { name, stream, task, subtitle: parts.join(' · '), text };
}

/** Which apps and pushes are to be seen. */
export class Filter {

	q = '';

	stream = '';

	app = '';

	task = '';

	state = '';

	get isSet() {
		return Boolean(this.q || this.stream || this.app || this.task || this.state);
	}

	matchesApp(app) {
		return this.#matches(app) && (!this.state || app.state === this.state);
	}

	matchesPush(push) {
		return this.#matches(push);
	}

	#matches({ text, stream, name, task }) {
		return (!this.stream || stream === this.stream) && (!this.app || name === this.app)
			&& (!this.task || task === this.task)
			&& this.q.toLowerCase().split(/\s+/).every((word) => text.includes(word));
	}

}

const values = {
	state: (app) => STATE_ORDER.indexOf(app.state),
	name: (app) => app.name,
	transport: (app) => app.transport + app.protocol,
	connected: (app) => app.connectedAt,
	scraped: (app) => app.lastScrape?.time ?? '',
	took: (app) => app.lastScrape?.durationSeconds ?? -1,
	samples: (app) => app.lastScrape?.samples ?? -1,
	size: (app) => app.lastScrape?.sizeBytes ?? -1,
};

const names = new Intl.Collator('en', { numeric: true });

/** Puts apps in order; those that are equal by their names. */
export function sortApps(apps, { by, descending }) {
	const value = values[by] ?? values.state;
	const sign = descending ? -1 : 1;
	return apps.sort((a, b) => sign * compare(value(a), value(b)) || names.compare(a.name, b.name)
		|| names.compare(a.subtitle, b.subtitle) || compare(a.id, b.id));
}

function compare(a, b) {
	if (typeof a === 'string' && typeof b === 'string') {
		return a === b ? 0 : names.compare(a, b);
	}
	return a - b;
}
