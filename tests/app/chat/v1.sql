-- A store as the first step of the schema made it. Never changed: files like it are out there.
BEGIN TRANSACTION;
CREATE TABLE chats (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        folder TEXT NOT NULL,
        pinned INTEGER NOT NULL DEFAULT 0,
        created REAL NOT NULL,
        changed REAL NOT NULL,
        trashed REAL,
        settings TEXT NOT NULL,
        chosen TEXT
    ) STRICT;
INSERT INTO "chats" VALUES('c1','Kestrels','Birds',1,1000.0,2000.0,NULL,'{"model": "", "system": "Be brief.", "preset": "", "settings": {"max_tokens": 512, "temperature": 0.5, "seed": null, "think": false, "top_p": null, "top_k": null, "presence_penalty": null}}','t1');
CREATE TABLE drafts (chat TEXT PRIMARY KEY, draft TEXT NOT NULL) STRICT;
INSERT INTO "drafts" VALUES('','{"text": "Not sent", "parts": []}');
CREATE TABLE places (
        chat TEXT PRIMARY KEY REFERENCES chats(id) ON DELETE CASCADE,
        turn TEXT NOT NULL,
        points INTEGER NOT NULL
    ) STRICT;
CREATE TABLE turns (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        chat TEXT NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
        parent TEXT REFERENCES turns(id) DEFERRABLE INITIALLY DEFERRED,
        chosen TEXT,
        rev INTEGER NOT NULL DEFAULT 0,
        writer TEXT,
        role TEXT NOT NULL,
        created REAL NOT NULL,
        parts TEXT NOT NULL,
        reply TEXT
    ) STRICT;
INSERT INTO "turns" VALUES(1,'t1','c1',NULL,'t3',0,NULL,'user',1000.0,'[{"kind": "image", "source": {"file": "ab.png"}, "name": "hover.png", "origin": null}, {"kind": "text", "text": "What hovers here?"}]',NULL);
INSERT INTO "turns" VALUES(2,'t2','c1','t1',NULL,0,NULL,'assistant',1001.0,'[{"kind": "text", "text": "A buzzard."}]','{"thinking": "", "thought_s": 0.0, "receipts": [], "end": {"reason": "stop", "error": "", "retryable": false, "usage": {"prompt_tokens": 9, "cached_tokens": 0, "completion_tokens": 3, "reasoning_tokens": 0}, "timings": {"prefill_s": 0.1, "first_token_s": 0.1, "decode_s": 0.1, "prefill_tps": 90.0, "decode_tps": 30.0, "drafted": 0, "accepted": 0}}, "model": "nano"}');
INSERT INTO "turns" VALUES(3,'t3','c1','t1',NULL,0,NULL,'assistant',1002.0,'[{"kind": "text", "text": "A kestrel, hovering."}]','{"thinking": "", "thought_s": 0.0, "receipts": [], "end": {"reason": "stop", "error": "", "retryable": false, "usage": {"prompt_tokens": 9, "cached_tokens": 0, "completion_tokens": 3, "reasoning_tokens": 0}, "timings": {"prefill_s": 0.1, "first_token_s": 0.1, "decode_s": 0.1, "prefill_tps": 90.0, "decode_tps": 30.0, "drafted": 0, "accepted": 0}}, "model": "nano"}');
CREATE TABLE uses (
        turn INTEGER NOT NULL REFERENCES turns(seq) ON DELETE CASCADE,
        file TEXT NOT NULL,
        PRIMARY KEY (turn, file)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "uses" VALUES(1,'ab.png');
CREATE INDEX turns_of_chat ON turns(chat, seq);
CREATE INDEX turns_of_parent ON turns(parent);
CREATE INDEX turns_in_writing ON turns(writer) WHERE writer IS NOT NULL;
CREATE INDEX uses_of_file ON uses(file);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('turns',3);
COMMIT;
PRAGMA user_version = 1;
