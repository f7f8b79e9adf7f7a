// As little as an app of these libraries can be, as their documentation shows it: connected to no database.
import { createServer } from "node:http";
import express from "express";
import mongoose from "mongoose";
import { Server } from "socket.io";

mongoose.model("Chat", new mongoose.Schema({ room: String, seq: Number, chat: String }));
const app = express();
app.get("/", (_req, res) => res.send("<!doctype html><title>Nothing</title>"));
const server = createServer(app);
new Server(server);
server.listen({ port: 0, host: "127.0.0.1" }, () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
