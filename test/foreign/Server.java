import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.util.List;

/** Serves on a free port of loopback, says where, and ends with whoever started it. */
class Server {
  /** Its own number is 5.0, but with the protocol's number of 4.2, which drivers of today refuse. */
  static final MongoVersion VERSION = new MongoVersion() {
    public List<Integer> getVersionArray() {
      return List.of(5, 0, 0);
    }

    public int getWireVersion() {
      return 9;
    }
  };

  public static void main(String[] arguments) throws IOException {
    var server = new MongoServer(new MemoryBackend().version(VERSION));
    System.out.println("listening on " + server.bindAndGetConnectionString());
    while (System.in.read() >= 0);
    server.shutdownNow();
  }
}
