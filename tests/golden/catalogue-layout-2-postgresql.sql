CREATE TABLE decisions (
	number INTEGER NOT NULL,
	datestamp VARCHAR(20) NOT NULL,
	by TEXT NOT NULL,
	decision TEXT NOT NULL,
	PRIMARY KEY (number)
);

CREATE TABLE head (
	id SERIAL NOT NULL,
	schema INTEGER NOT NULL,
	revision BIGINT NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE originals (
	sha256 VARCHAR(64) NOT NULL,
	media_type TEXT NOT NULL,
	size BIGINT NOT NULL,
	data BYTEA NOT NULL,
	PRIMARY KEY (sha256)
);

CREATE TABLE persons (
	identifier VARCHAR(120) NOT NULL,
	own TEXT NOT NULL,
	name TEXT NOT NULL,
	hidden BOOLEAN NOT NULL,
	merged VARCHAR(120),
	PRIMARY KEY (identifier),
	FOREIGN KEY(merged) REFERENCES persons (identifier)
);

CREATE TABLE refusals (
	id SERIAL NOT NULL,
	origin TEXT NOT NULL,
	line INTEGER,
	reason TEXT NOT NULL,
	data BYTEA NOT NULL,
	datestamp VARCHAR(20) NOT NULL,
	PRIMARY KEY (id)
);

CREATE INDEX ix_refusals_origin ON refusals (origin);

CREATE TABLE reports (
	number BIGINT NOT NULL,
	identifier TEXT NOT NULL,
	revision BIGINT NOT NULL,
	datestamp VARCHAR(20) NOT NULL,
	deleted BOOLEAN NOT NULL,
	current BIGINT NOT NULL,
	version INTEGER NOT NULL,
	extraction TEXT NOT NULL,
	url TEXT NOT NULL,
	PRIMARY KEY (number),
	UNIQUE (identifier),
	UNIQUE (revision)
);

CREATE INDEX ix_reports_url ON reports (url);

CREATE TABLE aliases (
	key TEXT NOT NULL,
	fold TEXT NOT NULL,
	name TEXT NOT NULL,
	record VARCHAR(120),
	person VARCHAR(120) NOT NULL,
	ordinal BIGINT NOT NULL,
	PRIMARY KEY (key),
	FOREIGN KEY(record) REFERENCES persons (identifier),
	FOREIGN KEY(person) REFERENCES persons (identifier)
);

CREATE INDEX ix_aliases_fold ON aliases (fold);

CREATE INDEX ix_aliases_person ON aliases (person);

CREATE INDEX ix_aliases_record ON aliases (record);

CREATE TABLE appearances (
	report BIGINT NOT NULL,
	ordinal INTEGER NOT NULL,
	record VARCHAR(120) NOT NULL,
	person VARCHAR(120) NOT NULL,
	name TEXT NOT NULL,
	roles JSON NOT NULL,
	evidence TEXT NOT NULL,
	field TEXT NOT NULL,
	part INTEGER NOT NULL,
	start INTEGER NOT NULL,
	"end" INTEGER NOT NULL,
	PRIMARY KEY (report, ordinal),
	FOREIGN KEY(report) REFERENCES reports (number),
	FOREIGN KEY(record) REFERENCES persons (identifier),
	FOREIGN KEY(person) REFERENCES persons (identifier)
);

CREATE INDEX ix_appearances_person ON appearances (person);

CREATE INDEX ix_appearances_record ON appearances (record);

CREATE TABLE versions (
	number BIGINT NOT NULL,
	report BIGINT NOT NULL,
	version INTEGER NOT NULL,
	datestamp VARCHAR(20) NOT NULL,
	digest VARCHAR(64) NOT NULL,
	title TEXT NOT NULL,
	lead TEXT NOT NULL,
	body TEXT NOT NULL,
	captions JSON NOT NULL,
	dateline TEXT NOT NULL,
	date TEXT NOT NULL,
	section JSON NOT NULL,
	authors JSON NOT NULL,
	source TEXT NOT NULL,
	url TEXT NOT NULL,
	tags JSON NOT NULL,
	PRIMARY KEY (number),
	FOREIGN KEY(report) REFERENCES reports (number)
);

CREATE INDEX ix_versions_report ON versions (report);

CREATE TABLE origins (
	report BIGINT NOT NULL,
	version BIGINT NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	place TEXT NOT NULL,
	PRIMARY KEY (report, sha256, place),
	FOREIGN KEY(report) REFERENCES reports (number),
	FOREIGN KEY(version) REFERENCES versions (number),
	FOREIGN KEY(sha256) REFERENCES originals (sha256)
);

CREATE INDEX origins_by_place ON origins (place);

CREATE INDEX origins_by_sha256 ON origins (sha256);
