-- Where store_prompts_in_spend_logs asks for them.
ALTER TABLE request_details ADD COLUMN prompt TEXT;
ALTER TABLE request_details ADD COLUMN answer TEXT;
