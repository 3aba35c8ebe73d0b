BEGIN TRANSACTION;
CREATE TABLE aliases (
	"key" TEXT NOT NULL, 
	fold TEXT NOT NULL, 
	name TEXT NOT NULL, 
	record VARCHAR(120), 
	person VARCHAR(120) NOT NULL, 
	ordinal BIGINT NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(record) REFERENCES persons (identifier), 
	FOREIGN KEY(person) REFERENCES persons (identifier)
);
INSERT INTO "aliases" VALUES('nguyễn xuân phúc','nguyen xuan phuc','Nguyễn Xuân Phúc','nguyen-xuan-phuc','nguyen-xuan-phuc',3);
INSERT INTO "aliases" VALUES('đinh khắc đính','dinh khac dinh','Đinh Khắc Đính','dinh-khac-dinh','dinh-khac-dinh',3);
INSERT INTO "aliases" VALUES('văn bình nguyễn','van binh nguyen','Văn Bình Nguyễn','van-binh-nguyen','nguyen-van-binh',3);
INSERT INTO "aliases" VALUES('nguyễn văn bình','nguyen van binh','Nguyễn Văn Bình','nguyen-van-binh','nguyen-van-binh',3);
INSERT INTO "aliases" VALUES('bảy phúc','bay phuc','Bảy Phúc',NULL,'nguyen-xuan-phuc',5);
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
INSERT INTO "appearances" VALUES(2,0,'van-binh-nguyen','nguyen-van-binh','Văn Bình Nguyễn','[]','','',0,0,0);
INSERT INTO "appearances" VALUES(2,1,'nguyen-van-binh','nguyen-van-binh','Nguyễn Văn Bình','["thầy giáo"]','','',0,0,0);
INSERT INTO "appearances" VALUES(1,0,'nguyen-xuan-phuc','nguyen-xuan-phuc','Nguyễn Xuân Phúc','["Thủ tướng"]','','',0,0,0);
CREATE TABLE decisions (
	number INTEGER NOT NULL, 
	datestamp VARCHAR(20) NOT NULL, 
	"by" TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "decisions" VALUES(1,'2026-11-25T23:19:50Z','Thu','{"kind": "merge", "source": "van-binh-nguyen", "target": "nguyen-van-binh"}');
INSERT INTO "decisions" VALUES(2,'2026-11-25T23:19:50Z','Thu','{"kind": "hide", "person": "dinh-khac-dinh", "hidden": true}');
INSERT INTO "decisions" VALUES(3,'2026-11-25T23:19:50Z','Thu','{"kind": "alias", "person": "nguyen-xuan-phuc", "name": "Bảy Phúc"}');
CREATE TABLE head (
	id INTEGER NOT NULL, 
	schema INTEGER NOT NULL, 
	revision BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "head" VALUES(1,2,6);
CREATE TABLE originals (
	sha256 VARCHAR(64) NOT NULL, 
	media_type TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	data BLOB NOT NULL, 
	PRIMARY KEY (sha256)
);
INSERT INTO "originals" VALUES('232e75dcfedeee60da985ec2851836987f2e6024da932ebeda73af6281205139','text/plain; charset=utf-8',102,X'785EF3287DB86BBF42CEE105B90A250F774F2C51483EBC252F5DA1E4F0C2648594C38BF214CA1EEE5A9BC71592F170F7728592631B1EEE9E0D94F64B2FAD7CB8BB354F21A214A42620E3F0AE6485BCC39B3381CA7737226954C8CE38BC325F0F0065B7331E');
INSERT INTO "originals" VALUES('407ef3d3ffedc48cf1623db5177bb3145d6b2533bb0e827bfc76b0d01768a55d','text/plain; charset=utf-8',28,X'785EF339BA52A1ECE1EE462EBF631B1EEE9E9DAC907378559E425E46625E861E00D2930D98');
INSERT INTO "originals" VALUES('17a8d0826eef9bb223544b1a05233d5f8d644047faab2e000f19d242b5f7616e','text/plain; charset=utf-8',30,X'785E3BDC9897A1507C78615E3AD79109990F77B7E729943DDCDDA890F470D7E23C3D00EB830F4E');
INSERT INTO "originals" VALUES('4f37abaf8a0d086c24a1b6dde3aaa9365671aa38a29c7eebbcc22b4bbaeecb26','text/plain; charset=utf-8',108,X'785EF3287DB86BBF42CEE105B90A450F772D2D512879B87B628942F2E12D79E90A258717262BA41C5E94A750F670D7DA3CAE908C87BB972B941CDBF070F76CA0B45F7A69E5C3DDAD790A11A5203501198777252BE41DDE9C0954BEBB1149A34276C6E195F97A00BE103664');
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
INSERT INTO "origins" VALUES(1,1,'232e75dcfedeee60da985ec2851836987f2e6024da932ebeda73af6281205139','/bao/bao:1.txt');
INSERT INTO "origins" VALUES(2,2,'407ef3d3ffedc48cf1623db5177bb3145d6b2533bb0e827bfc76b0d01768a55d','/bao/bao:2.txt');
INSERT INTO "origins" VALUES(3,3,'17a8d0826eef9bb223544b1a05233d5f8d644047faab2e000f19d242b5f7616e','/bao/x.txt');
INSERT INTO "origins" VALUES(1,4,'4f37abaf8a0d086c24a1b6dde3aaa9365671aa38a29c7eebbcc22b4bbaeecb26','/bao/bao:1.txt');
CREATE TABLE persons (
	identifier VARCHAR(120) NOT NULL, 
	own TEXT NOT NULL, 
	name TEXT NOT NULL, 
	hidden BOOLEAN NOT NULL, 
	merged VARCHAR(120), 
	PRIMARY KEY (identifier), 
	FOREIGN KEY(merged) REFERENCES persons (identifier)
);
INSERT INTO "persons" VALUES('nguyen-xuan-phuc','Nguyễn Xuân Phúc','Nguyễn Xuân Phúc',0,NULL);
INSERT INTO "persons" VALUES('dinh-khac-dinh','Đinh Khắc Đính','Đinh Khắc Đính',1,NULL);
INSERT INTO "persons" VALUES('van-binh-nguyen','Văn Bình Nguyễn','Văn Bình Nguyễn',0,'nguyen-van-binh');
INSERT INTO "persons" VALUES('nguyen-van-binh','Nguyễn Văn Bình','Nguyễn Văn Bình',0,NULL);
CREATE TABLE refusals (
	id INTEGER NOT NULL, 
	origin TEXT NOT NULL, 
	line INTEGER, 
	reason TEXT NOT NULL, 
	data BLOB NOT NULL, 
	datestamp VARCHAR(20) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "refusals" VALUES(1,'/bao.jsonl',7,'no JSON object',X'789C8B368C050001D300EA','2026-11-25T23:19:50Z');
INSERT INTO "refusals" VALUES(2,'/bao/trong.txt',NULL,'no text',X'789C030000000001','2026-11-25T23:19:50Z');
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
INSERT INTO "reports" VALUES(1,'bao:1',4,'2026-11-25T23:19:50Z',0,4,2,'1','');
INSERT INTO "reports" VALUES(2,'bao:2',6,'2026-11-25T23:19:50Z',1,2,1,'1','');
INSERT INTO "reports" VALUES(3,'2019-anh-sang',3,'2026-11-25T23:19:50Z',0,3,1,'1','');
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
INSERT INTO "versions" VALUES(1,1,1,'2026-11-25T23:19:50Z','f642877093848ca1a33a8d36e16816cb5c1968e5996b5006407571a6873b953f','Huế làm tốt công tác dân vận','','Thủ tướng Nguyễn Xuân Phúc nói về dân vận khéo.','["Ảnh một"]','','2018-01-10T12:31:00+07:00','["Chính trị", "Thời sự"]','["Anh Phong"]','Báo Huế','https://bao.example/1','["Huế", "dân vận"]');
INSERT INTO "versions" VALUES(2,2,1,'2026-11-25T23:19:50Z','7b9c1354ebb4fbd07146afc879efe491e5c1a3e59cbda7473330a9957022a96d','Lũ về','','Nước lên nhanh.','[]','','','[]','[]','','','[]');
INSERT INTO "versions" VALUES(3,3,1,'2026-11-25T23:19:50Z','2f6f7027b64039aeb084fb1f2188539fbfd525b9a5bcdd6a809b979b0f7fc370','Ánh sáng','','Điện về bản.','[]','','2019','[]','[]','','','[]');
INSERT INTO "versions" VALUES(4,1,2,'2026-11-25T23:19:50Z','c56b184cac1bb9f13c7d758d7dae169bbe167baf904e6f77ad860d4b9d74c0fd','Huế làm rất tốt công tác dân vận','','Thủ tướng Nguyễn Xuân Phúc nói về dân vận khéo.','[]','','','[]','[]','','','[]');
CREATE INDEX ix_reports_url ON reports (url);
CREATE INDEX ix_refusals_origin ON refusals (origin);
CREATE INDEX ix_versions_report ON versions (report);
CREATE INDEX ix_aliases_person ON aliases (person);
CREATE INDEX ix_aliases_record ON aliases (record);
CREATE INDEX ix_aliases_fold ON aliases (fold);
CREATE INDEX ix_appearances_record ON appearances (record);
CREATE INDEX ix_appearances_person ON appearances (person);
CREATE INDEX origins_by_sha256 ON origins (sha256);
CREATE INDEX origins_by_place ON origins (place);
COMMIT;
