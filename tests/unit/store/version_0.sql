-- A book as version 0 laid it out, with two imports of sales, the second of which replaced the first.
CREATE TABLE meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL);
INSERT INTO meta VALUES ('schema_version', '0'), ('company', 'ООО «Старт»'), ('currency', 'RUB'), ('language', 'ru'),
    ('created_by', 'KPI Desktop');
CREATE TABLE setting (key VARCHAR NOT NULL, value VARCHAR NOT NULL);
INSERT INTO setting VALUES ('week_start', '1');
CREATE TABLE source (id INTEGER NOT NULL, importer VARCHAR NOT NULL, layout VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL, filters VARCHAR NOT NULL, name VARCHAR NOT NULL);
INSERT INTO source VALUES (1, 'table', 'day,document,amount', '', '', '');
CREATE TABLE batch (id INTEGER NOT NULL, fact VARCHAR NOT NULL, source_id INTEGER NOT NULL,
    file_name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, importer VARCHAR NOT NULL, recognised VARCHAR NOT NULL,
    mapping VARCHAR NOT NULL, rows BIGINT NOT NULL, imported BIGINT NOT NULL, file_total DECIMAL(38,6),
    imported_total DECIMAL(38,6), stored_total DECIMAL(38,6), first_day DATE, end_day DATE,
    period_stated BOOLEAN NOT NULL, grain VARCHAR NOT NULL, currency VARCHAR NOT NULL, vat VARCHAR NOT NULL,
    returns VARCHAR NOT NULL, documents VARCHAR NOT NULL, filtered BOOLEAN NOT NULL, organisation VARCHAR NOT NULL,
    title VARCHAR NOT NULL, present VARCHAR NOT NULL, imported_at TIMESTAMP NOT NULL, state VARCHAR NOT NULL);
INSERT INTO batch VALUES
    (1, 'sale', 1, 'old.xlsx', 'aa', 'table', 'table', '', 2, 2, 30, 30, 30, '2011-11-01', '2011-12-01', true, 'day',
     'RUB', 'unknown', 'separate', 'numbered', false, '', '', 'day,document,amount', '2026-01-01 10:00:00', 'replaced'),
    (2, 'sale', 1, 'new.xlsx', 'bb', 'table', 'table', '', 2, 2, 35, 35, 35, '2011-11-01', '2011-12-01', true, 'day',
     'RUB', 'unknown', 'separate', 'numbered', false, '', '', 'day,document,amount', '2026-01-02 10:00:00', 'live');
CREATE TABLE batch_sheet (batch INTEGER NOT NULL, idx SMALLINT NOT NULL, name VARCHAR NOT NULL);
INSERT INTO batch_sheet VALUES (1, 0, 'Лист1'), (2, 0, 'Лист1');
CREATE TABLE free_column (fact VARCHAR NOT NULL, "column" VARCHAR NOT NULL, heading VARCHAR NOT NULL,
    kind VARCHAR NOT NULL);
CREATE TABLE saved_mapping (layout VARCHAR NOT NULL, name VARCHAR NOT NULL, mapping VARCHAR NOT NULL,
    saved_at TIMESTAMP NOT NULL);
CREATE TABLE member (dimension VARCHAR NOT NULL, code INTEGER NOT NULL, value VARCHAR NOT NULL);
INSERT INTO member VALUES ('manager', 1, 'Анна');
CREATE TABLE customer_key (code INTEGER NOT NULL, key VARCHAR NOT NULL);
INSERT INTO customer_key VALUES (1, 'Иванов');
CREATE TABLE document (code BIGINT NOT NULL, source_id INTEGER NOT NULL, year INTEGER NOT NULL, number VARCHAR NOT NULL);
INSERT INTO document VALUES (1, 1, 2011, '7'), (2, 1, 2011, '8');
CREATE TABLE key_value (kind VARCHAR NOT NULL, code INTEGER NOT NULL, value VARCHAR NOT NULL);
CREATE TABLE sale (batch INTEGER NOT NULL, src_sheet SMALLINT NOT NULL, src_row INTEGER NOT NULL, day DATE NOT NULL,
    document BIGINT, kind TINYINT, customer INTEGER, manager INTEGER NOT NULL DEFAULT 0, amount DECIMAL(18,4),
    first_of_document BOOLEAN NOT NULL);
INSERT INTO sale VALUES (2, 0, 2, '2011-11-05', 1, 0, 1, 1, 15, true), (2, 0, 3, '2011-11-06', 2, 0, NULL, 0, 20, true);
CREATE TABLE removed_sale (batch INTEGER NOT NULL, src_sheet SMALLINT NOT NULL, src_row INTEGER NOT NULL,
    day DATE NOT NULL, document BIGINT, kind TINYINT, customer INTEGER, manager INTEGER NOT NULL DEFAULT 0,
    amount DECIMAL(18,4), first_of_document BOOLEAN NOT NULL, removed_by INTEGER NOT NULL);
INSERT INTO removed_sale VALUES (1, 0, 2, '2011-11-05', 1, 0, 1, 1, 10, true, 2),
    (1, 0, 3, '2011-11-06', 2, 0, NULL, 0, 20, true, 2);
