/*
 * Puts the page together: the feed keeps the store up to date, and what is to be seen is drawn from it, at most once
 * for each frame of the screen.
 */

import { AppTable } from './app-table.js';
import { Details } from './details.js';
import { byId, setAttribute, setText, show } from './dom.js';
import { Feed } from './feed.js';
import { Filters } from './filters.js';
import { count, now, plural, timeOfDay } from './format.js';
import { Overview, showLimits } from './overview.js';
import { Problems } from './problems.js';
import { PushTable } from './push-table.js';
import { sortApps, Store } from './store.js';
import { showWelcome } from './welcome.js';

const CONNECTION = {
	live: () => 'Live',
	reconnecting: () => 'Reconnecting …',
	polling: () => `As of ${timeOfDay(now())}`,
	unreachable: () => 'Proxy not reachable',
	paused: () => `Paused at ${timeOfDay(now())}`,
};

const store = new Store();
const filters = new Filters(() => drawSoon());
const details = new Details(store);
const open = (id) => details.open(id);
const overview = new Overview();
const problems = new Problems(open, (state) => filters.showState(state));
const appTable = new AppTable(byId('app-table'), (by) => filters.sortBy(by), open);
const pushTable = new PushTable(byId('push-table'), open);
const feed = new Feed(store, drawSoon, showConnection);

let drawing = false;
let started = false;
let connection = '';

function drawSoon() {
	if (!drawing) {
		drawing = true;
		requestAnimationFrame(() => {
			drawing = false;
			draw();
		});
	}
}

function draw() {
	if (!store.proxy) {
		return;
	}
	const { totals } = store;
	const nobody = totals.connectedApps + totals.lostApps + totals.keptPushes === 0;
	show(byId('main'), true);
	show(byId('welcome'), nobody);
	show(byId('overview'), !nobody || Boolean(totals.lastScrape));
	show(byId('apps'), !nobody);
	if (nobody) {
		showWelcome(store.proxy);
	}
	problems.show(store.problems, store.apps);
	overview.show(store);
	drawApps(store.totals);
	drawPushes();
	showLimits(store.limits, (id) => store.apps.get(id)?.name ?? id);
	document.title = totals.failingApps > 0 ? `(${totals.failingApps}) Prometheus RSocket proxy` : 'Prometheus RSocket proxy';
	if (!started) {
		started = true;
		details.start();
	}
	details.update();
}

function drawApps() {
	filters.offer([...store.apps.values()], [...store.pushes.values()]);
	const apps = [...store.apps.values()].filter((app) => filters.filter.matchesApp(app));
	appTable.show(sortApps(apps, filters.sort), filters.sort);
	show(byId('app-table'), apps.length > 0);
	setText(byId('apps-count'), filters.filter.isSet ? `${count(apps.length)} of ${plural(store.apps.size, 'app')}` : plural(apps.length, 'app'));
	show(byId('no-match'), apps.length === 0);
	setText(byId('no-match'), store.apps.size > 0 ? 'No app matches.' : 'No app is connected.');
	show(byId('clear'), filters.filter.isSet);
}

function drawPushes() {
	const pushes = [...store.pushes.values()].filter((push) => filters.filter.matchesPush(push))
		.sort((a, b) => Date.parse(b.arrivedAt) - Date.parse(a.arrivedAt));
	show(byId('pushes'), store.pushes.size > 0);
	setText(byId('pushes-count'), filters.filter.isSet ? `${count(pushes.length)} of ${count(store.pushes.size)}` : `${count(pushes.length)} kept`);
	pushTable.show(pushes);
}

function showConnection(state) {
	if (state !== connection) {
		connection = state;
		setText(byId('connection'), CONNECTION[state]());
		setAttribute(byId('connection'), 'data-state', state);
		setAttribute(document.body, 'data-connection', state);
	}
}

byId('pause').addEventListener('click', (event) => {
	const paused = connection !== 'paused';
	event.target.setAttribute('aria-pressed', String(paused));
	setText(event.target, paused ? 'Go on' : 'Pause');
	if (paused) {
		feed.pause();
	}
	else {
		feed.start();
	}
});

document.querySelector('.live').hidden = false;
feed.start();
// Times such as "4 s ago" go on without news.
setInterval(() => {
	if (!document.hidden && connection !== 'paused') {
		drawSoon();
	}
}, 1000);
