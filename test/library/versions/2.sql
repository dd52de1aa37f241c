-- What the whole library is set to, such as whether its queue is paused.
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- What has a name, tags, notes and a place in the trash.
CREATE TABLE item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('checkpoint', 'dataset', 'fisher', 'merge', 'run')),
  name TEXT NOT NULL CHECK (name <> ''),
  notes TEXT NOT NULL DEFAULT '',
  favourite INTEGER NOT NULL DEFAULT 0,
  createdAt INTEGER NOT NULL,
  trashedAt INTEGER,
  tagText TEXT NOT NULL DEFAULT ''
) STRICT;
-- Names are how people speak of these; runs and Fishers may share theirs. Trash keeps its names.
CREATE UNIQUE INDEX itemName ON item (kind, name) WHERE kind IN ('checkpoint', 'dataset', 'merge');
CREATE INDEX itemKindName ON item (kind, name, id);
CREATE INDEX itemKindCreated ON item (kind, createdAt, id);
CREATE INDEX itemKindNotes ON item (kind, notes, id);
CREATE INDEX itemKindFavourite ON item (kind, favourite, id);
CREATE INDEX itemKindTags ON item (kind, tagText, id);
CREATE INDEX itemKindTrashed ON item (kind, trashedAt, id);
-- What is in the trash, which every list leaves out.
CREATE INDEX itemTrash ON item (kind, id) WHERE trashedAt IS NOT NULL;
CREATE TABLE tag (
  itemId INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  tag TEXT NOT NULL CHECK (tag <> ''),
  PRIMARY KEY (itemId, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX tagItems ON tag (tag, itemId);

CREATE VIRTUAL TABLE itemText USING fts5 (name, tags, notes, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3');
CREATE TRIGGER itemAdded AFTER INSERT ON item BEGIN
  INSERT INTO itemText (rowid, name, tags, notes) VALUES (new.id, new.name, new.tagText, new.notes);
END;
CREATE TRIGGER itemChanged AFTER UPDATE OF name, tagText, notes ON item BEGIN
  UPDATE itemText SET name = new.name, tags = new.tagText, notes = new.notes WHERE rowid = new.id;
END;
CREATE TRIGGER itemRemoved AFTER DELETE ON item BEGIN
  DELETE FROM itemText WHERE rowid = old.id;
END;
CREATE TRIGGER tagAdded AFTER INSERT ON tag BEGIN
  UPDATE item SET tagText = (SELECT group_concat(tag, ' ' ORDER BY tag) FROM tag WHERE itemId = new.itemId)
    WHERE id = new.itemId;
END;
CREATE TRIGGER tagRemoved AFTER DELETE ON tag BEGIN
  UPDATE item SET tagText = coalesce((SELECT group_concat(tag, ' ' ORDER BY tag) FROM tag WHERE itemId = old.itemId), '')
    WHERE id = old.itemId;
END;

-- What a file's bytes hashed to when it had this size and time of change.
CREATE TABLE fileHash (
  path TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL,
  changedAt REAL NOT NULL,
  hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
  itemId INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  hash TEXT NOT NULL UNIQUE,
  folder TEXT NOT NULL,
  storage TEXT NOT NULL CHECK (storage IN ('linked', 'copied')),
  family TEXT NOT NULL,
  layers INTEGER NOT NULL,
  heads INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  neurons INTEGER NOT NULL,
  vocabulary INTEGER NOT NULL,
  dtype TEXT NOT NULL,
  parameters INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  problem TEXT,
  labels TEXT NOT NULL,
  declaredBase TEXT,
  baseId INTEGER REFERENCES checkpoint (itemId) ON DELETE SET NULL,
  -- Weight files with size and time of change when they were hashed: [{path, bytes, changedAt}].
  files TEXT NOT NULL
) STRICT;
CREATE INDEX checkpointBase ON checkpoint (baseId);

CREATE TABLE dataset (
  itemId INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  hash TEXT NOT NULL UNIQUE,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  changedAt REAL NOT NULL,
  rows INTEGER NOT NULL,
  columns TEXT NOT NULL,
  reading TEXT NOT NULL,
  metric TEXT,
  preview TEXT NOT NULL
) STRICT;

CREATE TABLE fisher (
  itemId INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  checkpointHash TEXT NOT NULL,
  datasetHash TEXT NOT NULL,
  settings TEXT NOT NULL,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  count INTEGER NOT NULL,
  device TEXT NOT NULL,
  seconds REAL NOT NULL
) STRICT;
CREATE INDEX fisherCheckpoint ON fisher (checkpointHash, datasetHash);

CREATE TABLE "run" (
  itemId INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  command TEXT NOT NULL CHECK (command IN ('import', 'fisher', 'score', 'merge', 'sweep', 'search')),
  input TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
  position REAL NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  owner TEXT,
  cancelAsked INTEGER NOT NULL DEFAULT 0,
  progress TEXT,
  error TEXT,
  result TEXT,
  startedAt INTEGER,
  endedAt INTEGER
) STRICT;
CREATE INDEX runState ON run (state, position);
-- One run of each lane at a time, whichever Weir it belongs to: imports read, all else computes.
CREATE UNIQUE INDEX runRunning ON run ((command = 'import')) WHERE state = 'running';

CREATE TABLE merge (
  itemId INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  runId INTEGER NOT NULL REFERENCES run (itemId),
  method TEXT NOT NULL,
  recipe TEXT NOT NULL,
  recipeFolder TEXT NOT NULL,
  recipeHash TEXT NOT NULL,
  planHash TEXT NOT NULL,
  folder TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  device TEXT NOT NULL,
  version TEXT NOT NULL,
  seconds REAL NOT NULL
) STRICT;
CREATE INDEX mergeRun ON merge (runId);
-- By hash, so that lineage outlives what was deleted.
CREATE TABLE mergeParent (
  mergeId INTEGER NOT NULL REFERENCES merge (itemId) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  task TEXT NOT NULL,
  weight REAL NOT NULL,
  folder TEXT NOT NULL,
  checkpointHash TEXT NOT NULL,
  datasetHash TEXT,
  PRIMARY KEY (mergeId, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX mergeParentCheckpoint ON mergeParent (checkpointHash);
CREATE INDEX mergeParentDataset ON mergeParent (datasetHash);

CREATE TABLE score (
  id INTEGER PRIMARY KEY,
  runId INTEGER NOT NULL REFERENCES run (itemId) ON DELETE CASCADE,
  mergeId INTEGER REFERENCES merge (itemId) ON DELETE CASCADE,
  model TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('expert', 'average', 'merge')),
  task TEXT NOT NULL,
  checkpointHash TEXT,
  datasetHash TEXT,
  metric TEXT NOT NULL,
  value REAL NOT NULL,
  rows INTEGER NOT NULL,
  scoredAt INTEGER NOT NULL
) STRICT;
CREATE INDEX scoreRun ON score (runId);
CREATE INDEX scoreMerge ON score (mergeId);
CREATE INDEX scoreValue ON score (metric, value, id);
CREATE INDEX scoreDataset ON score (datasetHash, metric);
CREATE INDEX scoreByDatasetHash ON score (datasetHash);
CREATE INDEX scoreByMetric ON score (metric);

-- Of runs and scores there are many: each column that their lists can be sorted by has an index, which ends in the
-- row's id. Of the others there are thousands, which are sorted when they are asked for.
CREATE INDEX runByCommand ON run (command);
CREATE INDEX runByPosition ON run (position);
CREATE INDEX runByAttempts ON run (attempts);
CREATE INDEX runByStartedAt ON run (startedAt);
CREATE INDEX runByEndedAt ON run (endedAt);
CREATE INDEX scoreByModel ON score (model);
CREATE INDEX scoreByKind ON score (kind);
CREATE INDEX scoreByTask ON score (task);
CREATE INDEX scoreByCheckpointHash ON score (checkpointHash);
CREATE INDEX scoreByValue ON score (value);
CREATE INDEX scoreByRows ON score (rows);
CREATE INDEX scoreByScoredAt ON score (scoredAt);
CREATE INDEX runByDuration ON run (endedAt - startedAt);
CREATE INDEX runByState ON run (state);

-- A row of every table.
INSERT INTO setting VALUES ('queue.paused', 'false');
INSERT INTO item (id, kind, name, notes, createdAt) VALUES (1, 'checkpoint', 'sst2', 'a note', 1), (2, 'dataset', 'dev', '', 2),
  (3, 'fisher', 'sst2 on dev', '', 3), (4, 'run', 'Merge mix', '', 4), (5, 'merge', 'mix', '', 5), (6, 'run', 'Sweep mix', '', 6);
INSERT INTO tag VALUES (1, 'glue');
INSERT INTO fileHash VALUES ('/a/model.safetensors', 1, 1.5, 'aa');
INSERT INTO checkpoint VALUES (1, 'aa', '/a', 'linked', 'bert', 2, 2, 8, 12, 30, 'F32', 100, 400, 'single-label', '[]', NULL, NULL, '[]');
INSERT INTO dataset VALUES (2, 'dd', '/d.tsv', 10, 1.5, 3, '[]', '{}', 'accuracy', '[]');
INSERT INTO fisher VALUES (3, 'aa', 'dd', '{}', '/f.safetensors', 10, 8, 'cpu', 0.5);
INSERT INTO run VALUES (4, 'merge', '{}', 'done', 1, 0, NULL, 0, NULL, NULL, NULL, 4, 5);
INSERT INTO run VALUES (6, 'sweep', '{}', 'done', 2, 0, NULL, 0, NULL, NULL, '{}', 6, 7);
INSERT INTO merge VALUES (5, 4, 'average', '', '/', 'rr', 'pp', '/m', 10, 'cpu', '0.1.0', 1.5);
INSERT INTO mergeParent VALUES (5, 0, 'sst2', 1, '/a', 'aa', 'dd');
INSERT INTO score VALUES (1, 4, 5, 'mix', 'merge', 'sst2', NULL, 'dd', 'accuracy', 0.9, 10, 5);
