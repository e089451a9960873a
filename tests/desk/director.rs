//! Somebody at the desk: a listening desk, and a browser's manners without the browser.

use std::net::SocketAddr;

use otayori::desk::{self, DeskState};
use otayori::office::Office;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::{broadcast, oneshot};

pub const NAME: &str = "園長";
pub const PASSWORD: &str = "ひまわりが10本咲いた";

pub struct Desk {
    pub state: DeskState,
    pub address: String,
    pub port: u16,
    pub client: Client,
    stop: Option<oneshot::Sender<()>>,
    served: tokio::task::JoinHandle<()>,
}

/// A form as browsers send it.
pub trait Filled {
    fn filled(self, form: &[(&str, &str)]) -> Self;
}

impl Filled for RequestBuilder {
    fn filled(self, form: &[(&str, &str)]) -> Self {
        let url = reqwest::Url::parse_with_params("http://form/", form).unwrap();
        let body = url.query().unwrap_or_default().to_owned();
        self.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
    }
}

/// A page as it came.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Desk {
    pub async fn open(office: &Office) -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (live, _) = broadcast::channel(4);
        let state = DeskState::new(office.clone(), live, listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = desk::serve(listener, state.clone(), async { drop(stopped.await) });
        let served = tokio::spawn(async { serving.await.unwrap() });
        let client =
            Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Desk { address: state.address(), port, state, client, stop: Some(stop), served }
    }

    /// A request without login.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address))
    }

    /// A form sent from the desk's own page.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        Page::of(
            self.request(Method::POST, path).header(ORIGIN, &self.address).filled(form).send().await.unwrap(),
        )
        .await
    }

    /// Chooses name and password by the one-time link; gives the cookie.
    pub async fn first_start(&self) -> Director<'_> {
        let link = desk::first_start_link(&self.state).await.unwrap().unwrap();
        let token = link.split_once("?k=").unwrap().1;
        let form = [("k", token), ("name", NAME), ("password", PASSWORD), ("again", PASSWORD)];
        let page = self.post("/first", &form).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        Director { desk: self, cookie: page.cookie() }
    }

    /// Chooses a password by the link that this page shows; gives whom it lets in.
    pub async fn invited(&self, page: &Page) -> Director<'_> {
        let token = page.text.split("/first?k=").nth(1).unwrap().split('<').next().unwrap();
        let form = [("k", token), ("name", "somebody else"), ("password", PASSWORD), ("again", PASSWORD)];
        let page = self.post("/first", &form).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        Director { desk: self, cookie: page.cookie() }
    }

    /// Ends in order; returns when all is closed.
    pub async fn close(mut self) {
        drop(self.stop.take());
        self.served.await.unwrap();
    }
}

/// Somebody logged in.
pub struct Director<'a> {
    pub desk: &'a Desk,
    pub cookie: String,
}

impl Director<'_> {
    pub async fn get(&self, path: &str) -> Page {
        let request = self.desk.request(Method::GET, path).header("cookie", &self.cookie);
        Page::of(request.send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let request = self.desk.request(Method::POST, path).header("cookie", &self.cookie);
        Page::of(request.header(ORIGIN, &self.desk.address).filled(form).send().await.unwrap()).await
    }

    /// Posts and follows to the page it leads to.
    pub async fn act(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let answer = self.post(path, form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text);
        let page = self.get(answer.location().split('#').next().unwrap()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        page
    }
}

impl Page {
    pub async fn of(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Page { status, headers, text: response.text().await.unwrap() }
    }

    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).unwrap().to_str().unwrap()
    }

    /// `name=value` of the cookie it sets.
    pub fn cookie(&self) -> String {
        let cookie = self.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// The value of the hidden field `name`.
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let from = self.text.find(&mark).unwrap_or_else(|| panic!("no {name} in {}", self.text)) + mark.len();
        self.text[from..].split('"').next().unwrap().to_owned()
    }

    pub fn sees(&self, text: &str) -> &Self {
        assert!(self.text.contains(text), "no {text:?} in {}", self.text);
        self
    }

    pub fn misses(&self, text: &str) -> &Self {
        assert!(!self.text.contains(text), "{text:?} in {}", self.text);
        self
    }
}
