\set n random(1, :people)
select doc from person where user_name = 'person-' || :n::text;
