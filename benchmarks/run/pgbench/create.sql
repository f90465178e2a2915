insert into person (id, user_name, external_id, doc)
values (gen_random_uuid(), gen_random_uuid()::text, gen_random_uuid()::text, :doc);
