\set n random(1, :people)
select doc from person where id = md5(:n::text)::uuid;
