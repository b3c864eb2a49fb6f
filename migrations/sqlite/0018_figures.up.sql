-- SPDX-License-Identifier: GPL-3.0-or-later
-- PostgreSQL keeps further counts for the dashboard; a file's exceptions are counted when asked for.

PRAGMA user_version = 18;
