//! socketioxide on axum and one thread, as its examples set it up: the same work as the other servers of the benchmark.

use std::{env, future::ready, net::SocketAddr, time::Duration};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use serde_json::Value;
use socketioxide::{
    SocketIo,
    extract::{AckSender, Data, SocketRef},
    handler::ConnectHandler,
};
use tokio::net::TcpSocket;

#[derive(Deserialize)]
struct Auth {
    token: String,
}

#[derive(Deserialize)]
struct Event {
    name: String,
    data: Value,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let event: Event = serde_json::from_str(&env::var("BENCH_EVENT")?)?;
    let event: &'static Event = Box::leak(Box::new(event));
    let key = DecodingKey::from_secret(env::var("BENCH_SECRET")?.as_bytes());
    let ping: f64 = env::var("PING_INTERVAL").unwrap_or("25".into()).parse()?;
    let (layer, io) = SocketIo::builder()
        .ping_interval(Duration::from_secs_f64(ping))
        .build_layer();

    let verified = move |Data(auth): Data<Auth>| {
        let user = decode::<Value>(auth.token, &key, &Validation::new(Algorithm::HS256));
        ready(user.map(|_| ()))
    };
    let connected = move |socket: SocketRef| async move {
        socket.on("fan", move |io: SocketIo| async move {
            io.emit(&event.name, &event.data).await.ok();
        });
        socket.on("echo", |Data(data): Data<Value>, ack: AckSender| async move {
            ack.send(&data).ok();
        });
    };
    io.ns("/", connected.with(verified));

    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let listener = socket.listen(4096)?;
    println!("{}", listener.local_addr()?.port());
    axum::serve(listener, axum::Router::new().layer(layer)).await?;
    Ok(())
}
