/**
 * Tables and functions of a log in PostgreSQL. It runs at each start, and changes nothing where it ran.
 *
 * Every function that writes locks the one row of `log` first. So entries are committed in the order of
 * their places, and a reader never finds an entry before one that it has read.
 */
export const schemaOf = (schema: string) => `
BEGIN;
SELECT pg_advisory_xact_lock(hashtext('${schema}'));
CREATE SCHEMA IF NOT EXISTS ${schema};
SET LOCAL search_path = ${schema};

CREATE OR REPLACE FUNCTION place_now() RETURNS bigint LANGUAGE sql AS
  'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint * 100000';
CREATE OR REPLACE FUNCTION new_epoch() RETURNS bigint LANGUAGE sql AS
  'SELECT 1 + floor(random() * 9999999999)::bigint';

CREATE TABLE IF NOT EXISTS log (epoch bigint NOT NULL, place bigint NOT NULL, forgotten bigint NOT NULL);
INSERT INTO log SELECT new_epoch(), now, now FROM place_now() AS now
  WHERE NOT EXISTS (SELECT FROM log);
CREATE TABLE IF NOT EXISTS entries (place bigint PRIMARY KEY, entry bytea NOT NULL, id text UNIQUE);
-- A process: its lease, and its last batch with the places that it got.
CREATE TABLE IF NOT EXISTS instances (
  instance text PRIMARY KEY, ends timestamptz NOT NULL DEFAULT now(), number bigint, places bigint[]);
CREATE TABLE IF NOT EXISTS members (
  "group" text, member text, instance text, value text NOT NULL, departure bytea,
  PRIMARY KEY ("group", member, instance));

CREATE OR REPLACE FUNCTION add(_entry bytea, _id text) RETURNS bigint LANGUAGE plpgsql
SET search_path = ${schema} AS $$
DECLARE found_place bigint;
BEGIN
  SELECT place INTO found_place FROM entries WHERE id = _id;
  IF found_place IS NOT NULL THEN RETURN found_place; END IF;
  UPDATE log SET place = greatest(place + 1, place_now()) RETURNING place INTO found_place;
  INSERT INTO entries VALUES (found_place, _entry, _id);
  PERFORM pg_notify('${schema}', '');
  RETURN found_place;
END $$;

CREATE OR REPLACE FUNCTION append(_instance text, _number bigint, _entries bytea[], _ids text[], _length int)
RETURNS TABLE (epoch bigint, places bigint[]) LANGUAGE plpgsql SET search_path = ${schema} AS $$
DECLARE results bigint[];
BEGIN
  PERFORM FROM log FOR UPDATE;
  SELECT i.places INTO results FROM instances i WHERE instance = _instance AND number = _number;
  IF results IS NULL THEN
    FOR at IN 1 .. cardinality(_entries) LOOP
      results := results || add(_entries[at], _ids[at]);
    END LOOP;
    INSERT INTO instances (instance, number, places) VALUES (_instance, _number, results)
      ON CONFLICT (instance) DO UPDATE SET number = _number, places = results;
  END IF;
  IF _number % 100 = 0 THEN PERFORM trim_log(_length); END IF;
  RETURN QUERY SELECT log.epoch, results FROM log;
END $$;

CREATE OR REPLACE FUNCTION trim_log(_length int) RETURNS void LANGUAGE plpgsql
SET search_path = ${schema} AS $$
DECLARE last bigint;
BEGIN
  SELECT place INTO last FROM entries ORDER BY place DESC OFFSET _length LIMIT 1;
  IF last IS NULL THEN RETURN; END IF;
  DELETE FROM entries WHERE place <= last;
  UPDATE log SET forgotten = last;
  DELETE FROM instances WHERE ends < now() - interval '1 hour'
    AND instance NOT IN (SELECT instance FROM members);
END $$;

CREATE OR REPLACE FUNCTION find(_id text) RETURNS TABLE (place bigint, epoch bigint) LANGUAGE sql
SET search_path = ${schema} AS 'SELECT e.place, log.epoch FROM entries e, log WHERE id = _id';

-- A process has seen an entry that the log lacks: an older copy of the database took over.
CREATE OR REPLACE FUNCTION check_place(_seen bigint) RETURNS void LANGUAGE plpgsql
SET search_path = ${schema} AS $$
DECLARE state log;
BEGIN
  SELECT * INTO state FROM log FOR UPDATE;
  IF _seen <= state.forgotten OR EXISTS (SELECT FROM entries WHERE place = _seen) THEN RETURN; END IF;
  -- In a later millisecond, because the ids of clients order the epochs of one millisecond at random.
  UPDATE log SET epoch = new_epoch(), place = now, forgotten = now
    FROM (SELECT (greatest(_seen, place) / 100000 + 1) * 100000 AS now FROM log) AS later;
END $$;

CREATE OR REPLACE FUNCTION let_go(_group text, _member text, _instance text) RETURNS void LANGUAGE plpgsql
SET search_path = ${schema} AS $$
DECLARE text bytea;
BEGIN
  DELETE FROM members WHERE "group" = _group AND member = _member AND instance = _instance
    RETURNING departure INTO text;
  IF text IS NOT NULL
    AND NOT EXISTS (SELECT FROM members WHERE "group" = _group AND member = _member)
  THEN PERFORM add(text, NULL); END IF;
END $$;

CREATE OR REPLACE FUNCTION sweep() RETURNS void LANGUAGE sql SET search_path = ${schema} AS '
  SELECT let_go("group", member, instance) FROM members JOIN instances USING (instance)
  WHERE ends < clock_timestamp()';

CREATE OR REPLACE FUNCTION enter(_instance text, _lease int, _group text, _member text, _value text,
  _arrival bytea, _departure bytea, _limit int)
RETURNS TABLE (entered boolean, count bigint) LANGUAGE plpgsql SET search_path = ${schema} AS $$
DECLARE total bigint; is_new boolean;
BEGIN
  PERFORM FROM log FOR UPDATE;
  PERFORM sweep();
  SELECT count(DISTINCT member), bool_or(member = _member) IS NOT TRUE INTO total, is_new
    FROM members WHERE "group" = _group;
  IF is_new AND total >= _limit THEN RETURN QUERY SELECT false, total; RETURN; END IF;
  INSERT INTO instances (instance, ends) VALUES (_instance, clock_timestamp() + _lease * interval '1 ms')
    ON CONFLICT (instance) DO UPDATE SET ends = excluded.ends;
  INSERT INTO members VALUES (_group, _member, _instance, _value, _departure)
    ON CONFLICT ("group", member, instance) DO UPDATE SET departure = _departure;
  UPDATE members SET value = _value WHERE "group" = _group AND member = _member AND value <> _value;
  IF is_new AND _arrival IS NOT NULL THEN PERFORM add(_arrival, NULL); END IF;
  RETURN QUERY SELECT true, total + is_new::int;
END $$;

CREATE OR REPLACE FUNCTION leave(_instance text, _group text, _member text) RETURNS void
LANGUAGE plpgsql SET search_path = ${schema} AS $$
BEGIN
  PERFORM FROM log FOR UPDATE;
  PERFORM let_go(_group, _member, _instance);
END $$;

CREATE OR REPLACE FUNCTION renew(_instance text, _lease int) RETURNS TABLE (is_held boolean)
LANGUAGE plpgsql SET search_path = ${schema} AS $$
BEGIN
  PERFORM FROM log FOR UPDATE;
  UPDATE instances SET ends = clock_timestamp() + _lease * interval '1 ms'
    WHERE instance = _instance AND ends > clock_timestamp();
  is_held := FOUND;
  PERFORM sweep();
  RETURN NEXT;
END $$;

CREATE OR REPLACE FUNCTION list(_group text) RETURNS TABLE (member text, value text) LANGUAGE sql
SET search_path = ${schema} AS '
  SELECT DISTINCT m.member, m.value FROM members m JOIN instances USING (instance)
  WHERE "group" = _group AND ends > clock_timestamp()';
COMMIT;
`;
