-- SPDX-License-Identifier: GPL-3.0-or-later
DROP FUNCTION sentinai.search_exceptions(text[]);
DROP TABLE sentinai.exception;
DROP FUNCTION sentinai.fold(text);

-- Only if it was 0002 that brought it.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_extension
             WHERE extname = 'pg_trgm' AND extnamespace = 'sentinai'::pg_catalog.regnamespace
               AND pg_catalog.pg_has_role(current_user, extowner, 'USAGE')) THEN
    DROP EXTENSION pg_trgm;
  END IF;
END
$$;
