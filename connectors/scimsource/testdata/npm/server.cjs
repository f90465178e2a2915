// A SCIM server made with SCIMMY, for the tests of connectors/scimsource. It reads {"token", "users", "groups"} from a line of its
// standard input, writes its port to standard output, and ends when its standard input does.
"use strict";

const readline = require("node:readline");
const express = require("express");
const SCIMMY = require("scimmy").default ?? require("scimmy");
const routers = require("scimmy-routers");
const SCIMMYRouters = routers.default ?? routers;

const serve = ({ token, users, groups }) => {
    const reads = (all) => (resource) => {
        if (resource.id) {
            const found = all.find((one) => one.id === resource.id);
            if (!found) throw new SCIMMY.Types.Error(404, null, `Resource ${resource.id} not found`);
            return found;
        }
        return resource.filter ? resource.filter.match(all) : all;
    };
    SCIMMY.Resources.declare(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false), { egress: reads(users) });
    SCIMMY.Resources.declare(SCIMMY.Resources.Group, { egress: reads(groups) });

    const app = express();
    app.use("/scim/v2", new SCIMMYRouters({
        type: "bearer",
        handler: (request) => {
            if (request.header("Authorization") !== `Bearer ${token}`) throw new Error("The token is not known");
            return "reader";
        },
    }));
    const server = app.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
};

const lines = readline.createInterface({ input: process.stdin });
lines.once("line", (line) => serve(JSON.parse(line)));
lines.once("close", () => process.exit(0));
