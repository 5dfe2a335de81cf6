-- Functions that the queries of records call. They never fail, whatever a row holds, and change nothing.
-- Replaced each time a server of a newer version opens the database.

-- A value that is a number in one row and a text in the next. Comparing two of them compares n first, and a NULL comes last there:
-- so numbers come before texts. No value of it has both parts NULL.
DO $$ BEGIN
    CREATE TYPE _basalt_scalar AS (n double precision, t text COLLATE "C");
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;

CREATE OR REPLACE FUNCTION _basalt_of_text(value text) RETURNS _basalt_scalar LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN value IS NOT NULL THEN ROW(NULL, value)::_basalt_scalar END $$;

CREATE OR REPLACE FUNCTION _basalt_of_number(value double precision) RETURNS _basalt_scalar LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN value IS NOT NULL THEN ROW(value, NULL)::_basalt_scalar END $$;

-- A parameter that may be either: 'n' and a number, or 't' and a text.
CREATE OR REPLACE FUNCTION _basalt_of_tagged(value text) RETURNS _basalt_scalar LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE left(value, 1) WHEN 'n' THEN ROW(substr(value, 2)::double precision, NULL)::_basalt_scalar WHEN 't' THEN ROW(NULL, substr(value, 2))::_basalt_scalar END $$;

-- The double next to a decimal number, however large or small.
CREATE OR REPLACE FUNCTION _basalt_real(digits text) RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF length(digits) < 20 AND digits !~ '[eE]' THEN RETURN digits::double precision; END IF;
    BEGIN
        RETURN digits::double precision;
    EXCEPTION WHEN numeric_value_out_of_range THEN
        RETURN CASE WHEN digits ~ '[eE]-' THEN 0 WHEN digits ~ '^\s*-' THEN '-Infinity' ELSE 'Infinity' END;
    END;
END $$;

-- With a fraction, always: 1.0, 0.1, 1.0e+15.
CREATE OR REPLACE FUNCTION _basalt_real_text(value double precision) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
        WHEN value = 0 THEN '0.0'
        WHEN value::text ~ '^-?[0-9]+(e|$)' THEN regexp_replace(value::text, '^(-?[0-9]+)', '\1.0')
        ELSE value::text
    END
$$;

-- As people write it: 10, 0.5.
CREATE OR REPLACE FUNCTION _basalt_number_text(value double precision) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN value = trunc(value) AND abs(value) < 9007199254740992 THEN value::bigint::text ELSE _basalt_real_text(value) END
$$;

CREATE OR REPLACE FUNCTION _basalt_scalar_text(value _basalt_scalar) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT COALESCE((value).t, _basalt_number_text((value).n)) $$;

CREATE OR REPLACE FUNCTION _basalt_number_of(value text) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN value ~ '^[ \t\n\v\f\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?[ \t\n\v\f\r]*$' THEN _basalt_real(btrim(value, E' \t\n\v\f\r')) END
$$;

CREATE OR REPLACE FUNCTION _basalt_number_of(value _basalt_scalar) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT COALESCE((value).n, _basalt_number_of((value).t)) $$;

CREATE OR REPLACE FUNCTION _basalt_is_json(value text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    PERFORM value::json;
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RETURN false;
END $$;

-- Without the escapes that JSON can have and a text here can not: U+FFFF stands for NUL, halves of surrogate pairs are left out.
CREATE OR REPLACE FUNCTION _basalt_clean(value json) RETURNS json LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF strpos(value::text, '\u') = 0 OR value::text !~ '\\u(0000|[dD][89a-fA-F])' THEN RETURN value; END IF;
    RETURN regexp_replace(
        replace(replace(value::text, '\\', '\u005c'), '\u0000', '\uffff'),
        '(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '\1', 'g')::json;
END $$;

-- The same text without the white space between its tokens.
CREATE OR REPLACE FUNCTION _basalt_minified(value json) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT regexp_replace(value::text, '("(?:[^"\\]|\\.)*")|[ \t\n\r]+', '\1', 'g') $$;

-- Names, or positions in arrays; of a name that comes twice the first counts.
CREATE OR REPLACE FUNCTION _basalt_json_at(value json, path text[]) RETURNS json LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found json := _basalt_clean(value);
    step text;
BEGIN
    FOREACH step IN ARRAY path LOOP
        IF step ~ '^[0-9]+$' THEN
            IF json_typeof(found) <> 'array' OR length(step) > 9 THEN RETURN NULL; END IF;
            found := found -> step::int;
        ELSE
            IF json_typeof(found) <> 'object' THEN RETURN NULL; END IF;
            found := (SELECT e.value FROM json_each(found) AS e WHERE e.key = step LIMIT 1);
        END IF;
        IF found IS NULL THEN RETURN NULL; END IF;
    END LOOP;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION _basalt_json_value(value json, path text[]) RETURNS _basalt_scalar LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found json := _basalt_json_at(value, path);
BEGIN
    RETURN CASE json_typeof(found)
        WHEN 'string' THEN ROW(NULL, found #>> '{}')::_basalt_scalar
        WHEN 'number' THEN ROW(_basalt_real(found::text), NULL)::_basalt_scalar
        WHEN 'boolean' THEN ROW(found::text::boolean::int, NULL)::_basalt_scalar
        WHEN 'object' THEN ROW(NULL, _basalt_minified(found))::_basalt_scalar
        WHEN 'array' THEN ROW(NULL, _basalt_minified(found))::_basalt_scalar
    END;
END $$;

CREATE OR REPLACE FUNCTION _basalt_json_text(value json, path text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found json := _basalt_json_at(value, path);
BEGIN
    RETURN CASE json_typeof(found)
        WHEN 'string' THEN found #>> '{}'
        WHEN 'number' THEN CASE WHEN found::text ~ '^\s*-?[0-9]+\s*$' THEN btrim(found::text, E' \t\n\r') ELSE _basalt_real_text(_basalt_real(found::text)) END
        WHEN 'boolean' THEN found::text::boolean::int::text
        WHEN 'object' THEN _basalt_minified(found)
        WHEN 'array' THEN _basalt_minified(found)
    END;
END $$;

-- What a multiple field holds, as an array: NULL and "" are none, what is no array is one item.
CREATE OR REPLACE FUNCTION _basalt_list(value json) RETURNS json LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN value IS NULL THEN '[]'
        WHEN json_typeof(value) = 'array' THEN _basalt_clean(value)
        ELSE json_build_array(value::text)
    END
$$;

CREATE OR REPLACE FUNCTION _basalt_list(value text) RETURNS json LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN COALESCE(value, '') = '' THEN '[]'
        WHEN value ~ '^\s*\[' AND _basalt_is_json(value) THEN value::json
        ELSE json_build_array(value)
    END
$$;

CREATE OR REPLACE FUNCTION _basalt_items(list json) RETURNS TABLE(value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT i.value FROM json_array_elements_text(_basalt_list(list)) AS i $$;

CREATE OR REPLACE FUNCTION _basalt_count(list json) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT json_array_length(_basalt_list(list)) $$;

-- What a view computes, as JSON: a text that is JSON counts as that.
CREATE OR REPLACE FUNCTION _basalt_as_json(value anyelement) RETURNS json LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF pg_typeof(value) IN ('json'::regtype, 'jsonb'::regtype) THEN RETURN value::text::json; END IF;
    IF pg_typeof(value) IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) AND _basalt_is_json(value::text) THEN RETURN value::text::json; END IF;
    RETURN to_json(value);
END $$;

-- Great circle in km between places in degrees. Rounding can push the cosine of equal places above 1.
CREATE OR REPLACE FUNCTION _basalt_distance(lon_a double precision, lat_a double precision, lon_b double precision, lat_b double precision)
RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF 'Infinity' IN (abs(lon_a), abs(lat_a), abs(lon_b), abs(lat_b)) THEN RETURN NULL; END IF;
    RETURN 6371 * acos(LEAST(1, GREATEST(-1,
        cos(radians(lat_a)) * cos(radians(lat_b)) * cos(radians(lon_b) - radians(lon_a)) + sin(radians(lat_a)) * sin(radians(lat_b)))));
END $$;

-- Times are those of https://www.sqlite.org/lang_datefunc.html.
CREATE OR REPLACE FUNCTION _basalt_strftime(format text, given _basalt_scalar, modifiers text[]) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    utc timestamp;
    raw double precision;
    fraction boolean := false;
    part text[];
    modifier text;
    amount numeric;
    result text := '';
    letter text;
    i int := 1;
    year int;
    doy int;
    dow int;
    hour int;
    twelve int;
BEGIN
    IF format IS NULL OR given IS NULL THEN RETURN NULL; END IF;

    -- 1. The time: a calendar date, a time of day, a number or a word.
    part := regexp_match((given).t, '^(?:(\d{4})-(\d\d)-(\d\d)[ \t\n\v\f\rT]*)?(?:(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(?:([-+])(\d\d):(\d\d)|[Zz])?\s*)?$');
    IF part IS NOT NULL AND (part[1] IS NOT NULL OR part[4] IS NOT NULL) THEN
        IF part[2]::int NOT BETWEEN 1 AND 12 OR part[3]::int NOT BETWEEN 1 AND 31 OR part[4]::int > 24 OR part[5]::int > 59 OR part[6]::int > 59
            OR part[9]::int > 14 OR part[10]::int > 59 THEN RETURN NULL; END IF;
        year := COALESCE(part[1], '2000')::int;
        utc := make_date(CASE WHEN year = 0 THEN -1 ELSE year END, COALESCE(part[2], '1')::int, 1)
            + make_interval(days => COALESCE(part[3], '1')::int - 1, hours => COALESCE(part[4], '0')::int, mins => COALESCE(part[5], '0')::int)
            + make_interval(secs => COALESCE(part[6], '0')::int + round(('0.' || COALESCE(part[7], '0'))::numeric, 3)::double precision)
            - CASE part[8] WHEN '-' THEN -1 ELSE 1 END * make_interval(hours => COALESCE(part[9], '0')::int, mins => COALESCE(part[10], '0')::int);
    ELSIF lower((given).t) IN ('now', 'subsec', 'subsecond') THEN
        utc := date_trunc('milliseconds', statement_timestamp() AT TIME ZONE 'UTC');
        fraction := lower((given).t) <> 'now';
    ELSE
        raw := _basalt_number_of(given);
        IF raw IS NULL THEN RETURN NULL; END IF;
        IF raw >= 0 AND raw < 5373484.5 THEN
            utc := timestamp '1970-01-01' + make_interval(secs => floor((raw - 2440587.5) * 86400 * 1000 + 0.5) / 1000);
        END IF;
    END IF;

    -- 2. The modifiers, in order.
    FOREACH modifier IN ARRAY modifiers LOOP
        modifier := lower(modifier COLLATE "C");
        IF modifier IN ('subsec', 'subsecond') THEN fraction := true; CONTINUE; END IF;
        IF modifier IN ('localtime', 'utc') THEN CONTINUE; END IF;
        IF modifier IN ('unixepoch', 'julianday', 'auto') THEN
            IF raw IS NULL THEN
                IF modifier = 'auto' THEN CONTINUE; END IF;
                RETURN NULL;
            END IF;
            IF modifier = 'unixepoch' OR (modifier = 'auto' AND utc IS NULL) THEN
                IF raw NOT BETWEEN -210866760000 AND 253402300799 THEN RETURN NULL; END IF;
                utc := timestamp '1970-01-01' + make_interval(secs => floor(raw * 1000 + 0.5) / 1000);
            ELSIF utc IS NULL THEN
                RETURN NULL;
            END IF;
            raw := NULL;
            CONTINUE;
        END IF;
        IF utc IS NULL THEN RETURN NULL; END IF;
        raw := NULL;
        part := regexp_match(modifier, '^([-+]?)(\d{1,9})(?:\.(\d{1,9}))?\s*(second|minute|hour|day|month|year)s?$');
        IF part IS NOT NULL THEN
            amount := (part[1] || part[2] || '.' || COALESCE(part[3], '0'))::numeric;
            IF part[4] IN ('month', 'year') THEN
                utc := date_trunc('month', utc) + make_interval(months => (trunc(amount) * CASE part[4] WHEN 'year' THEN 12 ELSE 1 END)::int)
                    + make_interval(days => extract(day FROM utc)::int - 1) + (utc - date_trunc('day', utc))
                    + make_interval(secs => ((amount - trunc(amount)) * CASE part[4] WHEN 'year' THEN 365 ELSE 30 END * 86400)::double precision);
            ELSE
                amount := round(amount * CASE part[4] WHEN 'day' THEN 86400 WHEN 'hour' THEN 3600 WHEN 'minute' THEN 60 ELSE 1 END, 3);
                utc := utc + make_interval(secs => amount::double precision);
            END IF;
        ELSIF modifier ~ '^weekday [0-6]$' THEN
            utc := utc + make_interval(days => (right(modifier, 1)::int - extract(dow FROM utc)::int + 7) % 7);
        ELSIF modifier IN ('start of day', 'start of month', 'start of year') THEN
            utc := date_trunc(substr(modifier, 10), utc);
        ELSE
            RETURN NULL;
        END IF;
    END LOOP;
    IF utc IS NULL THEN RETURN NULL; END IF;

    -- 3. The format, letter by letter.
    year := extract(year FROM utc);
    year := CASE WHEN year < 0 THEN year + 1 ELSE year END; -- the calendar has a year 0, PostgreSQL has not
    doy := extract(doy FROM utc);
    dow := extract(dow FROM utc);
    hour := extract(hour FROM utc);
    twelve := (hour + 11) % 12 + 1;
    WHILE i <= length(format) LOOP
        letter := substr(format, i, 1);
        i := i + 1;
        IF letter <> '%' THEN
            result := result || letter;
            CONTINUE;
        END IF;
        letter := substr(format, i, 1);
        i := i + 1;
        letter := CASE letter
            WHEN 'd' THEN to_char(utc, 'DD')
            WHEN 'e' THEN lpad(extract(day FROM utc)::text, 2)
            WHEN 'f' THEN to_char(utc, 'SS.MS')
            WHEN 'F' THEN lpad(year::text, 4, '0') || to_char(utc, '-MM-DD')
            WHEN 'G' THEN to_char(utc, 'IYYY')
            WHEN 'g' THEN right(to_char(utc, 'IYYY'), 2)
            WHEN 'H' THEN to_char(utc, 'HH24')
            WHEN 'I' THEN lpad(twelve::text, 2, '0')
            WHEN 'j' THEN to_char(utc, 'DDD')
            WHEN 'J' THEN _basalt_number_text((extract(epoch FROM utc) / 86400 + 2440587.5)::double precision)
            WHEN 'k' THEN lpad(hour::text, 2)
            WHEN 'l' THEN lpad(twelve::text, 2)
            WHEN 'm' THEN to_char(utc, 'MM')
            WHEN 'M' THEN to_char(utc, 'MI')
            WHEN 'p' THEN CASE WHEN hour < 12 THEN 'AM' ELSE 'PM' END
            WHEN 'P' THEN CASE WHEN hour < 12 THEN 'am' ELSE 'pm' END
            WHEN 'R' THEN to_char(utc, 'HH24:MI')
            WHEN 's' THEN CASE WHEN fraction THEN round(extract(epoch FROM utc), 3)::text ELSE floor(extract(epoch FROM utc))::bigint::text END
            WHEN 'S' THEN to_char(utc, 'SS')
            WHEN 'T' THEN to_char(utc, 'HH24:MI:SS')
            WHEN 'u' THEN extract(isodow FROM utc)::text
            WHEN 'U' THEN lpad(((doy - 1 - dow + 7) / 7)::text, 2, '0')
            WHEN 'V' THEN to_char(utc, 'IW')
            WHEN 'w' THEN dow::text
            WHEN 'W' THEN lpad(((doy - 1 - (dow + 6) % 7 + 7) / 7)::text, 2, '0')
            WHEN 'Y' THEN lpad(year::text, 4, '0')
            WHEN '%' THEN '%'
        END;
        IF letter IS NULL THEN RETURN NULL; END IF;
        result := result || letter;
    END LOOP;
    RETURN result;
EXCEPTION WHEN datetime_field_overflow OR interval_field_overflow OR numeric_value_out_of_range OR invalid_text_representation THEN
    RETURN NULL; -- a time outside of the calendar
END $$;
