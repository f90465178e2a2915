// Package million measures what it costs to synchronize a million people: a service that makes them on the fly is read by the engine of
// connectors/syncrun into PostgreSQL, while somebody is pushed every 100 ms. What the run has written is then copied with COPY into
// another database of the same tables and indexes, which is the least that anything could take. USHER_TEST_MILLION says how many people;
// without it they are few, and only what can be counted is judged.
package million
